#pragma once
// Requests that no two servers agree on, for the tests: each must be refused with the given status and reach no
// handler.
#include <array>
#include <string>

namespace troth::net {

struct Malformed {
  char const* name;
  int status;
  std::string bytes;
};

inline std::string const kHost = "Host: example.com\r\n";

inline std::array const kMalformed = {
    Malformed{"length and chunked", 400,
              "POST / HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    Malformed{"chunked and length", 400,
              "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"},
    Malformed{"two lengths", 400,
              "POST / HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"},
    Malformed{"one length twice", 400,
              "POST / HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"},
    Malformed{"signed length", 400, "POST / HTTP/1.1\r\n" + kHost + "Content-Length: +5\r\n\r\nhello"},
    Malformed{"negative length", 400, "POST / HTTP/1.1\r\n" + kHost + "Content-Length: -5\r\n\r\nhello"},
    Malformed{"list of lengths", 400, "POST / HTTP/1.1\r\n" + kHost + "Content-Length: 5, 5\r\n\r\nhello"},
    Malformed{"empty length", 400, "POST / HTTP/1.1\r\n" + kHost + "Content-Length: \r\n\r\nhello"},
    Malformed{"hexadecimal length", 400, "POST / HTTP/1.1\r\n" + kHost + "Content-Length: 0x5\r\n\r\nhello"},
    Malformed{"length over 64 bits", 413,
              "POST / HTTP/1.1\r\n" + kHost + "Content-Length: 18446744073709551621\r\n\r\nhello"},
    Malformed{"xchunked", 400, "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"},
    Malformed{"chunked, identity", 400,
              "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"},
    Malformed{"gzip, chunked", 400,
              "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
    Malformed{
        "chunked twice", 400,
        "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    Malformed{"chunked in quotes", 400,
              "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"},
    Malformed{"chunked in HTTP/1.0", 400,
              "POST / HTTP/1.0\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    Malformed{"folded line", 400, "GET / HTTP/1.1\r\n" + kHost + "X-A: one\r\n two\r\n\r\n"},
    Malformed{"folded coding", 400, "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"},
    Malformed{"first line folded", 400, "GET / HTTP/1.1\r\n " + kHost + "\r\n"},
    Malformed{"bare LF", 400, "GET / HTTP/1.1\nHost: example.com\n\n"},
    Malformed{"bare LF in a field", 400, "GET / HTTP/1.1\r\n" + kHost + "X-A: one\nX-B: two\r\n\r\n"},
    Malformed{"bare CR in a field", 400, "GET / HTTP/1.1\r\n" + kHost + "X-A: one\rX-B: two\r\n\r\n"},
    Malformed{"NUL in a value", 400, "GET / HTTP/1.1\r\n" + kHost + "X-A: one" + std::string(1, '\0') + "two\r\n\r\n"},
    Malformed{"escape in a value", 400, "GET / HTTP/1.1\r\n" + kHost + "X-A: \x1b[2J\r\n\r\n"},
    Malformed{"no Host", 400, "GET / HTTP/1.1\r\nX-A: one\r\n\r\n"},
    Malformed{"two Hosts", 400, "GET / HTTP/1.1\r\n" + kHost + kHost + "\r\n"},
    Malformed{"two Hosts in HTTP/1.0", 400, "GET / HTTP/1.0\r\n" + kHost + kHost + "\r\n"},
    Malformed{"a list as Host", 400, "GET / HTTP/1.1\r\nHost: a.example.com, b.example.com\r\n\r\n"},
    Malformed{"space before the colon", 400, "POST / HTTP/1.1\r\n" + kHost + "Content-Length : 5\r\n\r\nhello"},
    Malformed{"a name with a space", 400, "GET / HTTP/1.1\r\n" + kHost + "X A: one\r\n\r\n"},
    Malformed{"no colon", 400, "GET / HTTP/1.1\r\n" + kHost + "X-A\r\n\r\n"},
    Malformed{"no name", 400, "GET / HTTP/1.1\r\n" + kHost + ": one\r\n\r\n"},
    Malformed{"absolute form", 400, "GET http://example.com/ HTTP/1.1\r\n" + kHost + "\r\n"},
    Malformed{"asterisk form", 400, "OPTIONS * HTTP/1.1\r\n" + kHost + "\r\n"},
    Malformed{"authority form", 400, "CONNECT example.com:443 HTTP/1.1\r\n" + kHost + "\r\n"},
    Malformed{"two spaces in the first line", 400, "GET  / HTTP/1.1\r\n" + kHost + "\r\n"},
    Malformed{"a tab in the first line", 400, "GET\t/ HTTP/1.1\r\n" + kHost + "\r\n"},
    Malformed{"a space in the target", 400, "GET /a b HTTP/1.1\r\n" + kHost + "\r\n"},
    Malformed{"UTF-8 in the target", 400, "GET /\xc3\xa4 HTTP/1.1\r\n" + kHost + "\r\n"},
    Malformed{"no version", 400, "GET /\r\n" + kHost + "\r\n"},
    Malformed{"empty first line", 400, "\r\nGET / HTTP/1.1\r\n" + kHost + "\r\n"},
    Malformed{"HTTP/2 preface", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    Malformed{"HTTP/1.2", 505, "GET / HTTP/1.2\r\n" + kHost + "\r\n"},
    Malformed{"HTTP/0.9 by name", 505, "GET / HTTP/0.9\r\n" + kHost + "\r\n"},
    Malformed{"a lower-case version", 400, "GET / http/1.1\r\n" + kHost + "\r\n"},
    Malformed{"chunk size that is no number", 400,
              "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"},
    Malformed{"chunk longer than its size", 400,
              "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n"},
    Malformed{
        "chunk size over 64 bits", 400,
        "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n"},
    Malformed{"chunk extension", 400,
              "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\n\r\n"},
    Malformed{"extension of the last chunk", 400,
              "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0;a\r\n\r\n"},
    Malformed{"bare LF in a chunk line", 400,
              "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n5;\n\r\nhello\r\n0\r\n\r\n"},
    Malformed{"trailer field", 400,
              "POST / HTTP/1.1\r\n" + kHost +
                  "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nAuthorization: late\r\n\r\n"},
};

}  // namespace troth::net
