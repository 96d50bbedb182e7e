#ifndef MAPI_PROPERTY_H
#define MAPI_PROPERTY_H

/* Properties of Outlook's messages, the same in PST files, .msg and TNEF. */

/* Types, [MS-OXCDATA] 2.11.1. */
#define MAPI_TYPE_OBJECT  0x000du
#define MAPI_TYPE_STRING8 0x001eu /* in the code page of the message */
#define MAPI_TYPE_UNICODE 0x001fu /* UTF-16LE */
#define MAPI_TYPE_TIME    0x0040u /* a FILETIME */
#define MAPI_TYPE_BINARY  0x0102u

/* Identifiers, [MS-OXPROPS] section 2. */
#define MAPI_MESSAGE_CLASS  0x001au
#define MAPI_SUBJECT        0x0037u
#define MAPI_SUBMIT_TIME    0x0039u
#define MAPI_HEADERS        0x007du
#define MAPI_SENDER_NAME    0x0c1au
#define MAPI_SENDER_ADDRESS 0x0c1fu
#define MAPI_DELIVERY_TIME  0x0e06u
#define MAPI_BODY           0x1000u
#define MAPI_BODY_RTF       0x1009u /* compressed, [MS-OXRTFCP] */
#define MAPI_BODY_HTML      0x1013u
#define MAPI_MESSAGE_ID     0x1035u
#define MAPI_REFERENCES     0x1039u
#define MAPI_IN_REPLY_TO    0x1042u
#define MAPI_CONTENT_COUNT  0x3602u
#define MAPI_ATTACH_DATA    0x3701u
#define MAPI_FILE_NAME      0x3704u
#define MAPI_FILE_NAME_LONG 0x3707u
#define MAPI_SENDER_SMTP    0x5d01u

#endif
