// Which TLS is spoken, and which is not.
#include <openssl/ssl.h>

#include "net/listener_fixture.h"

namespace troth::net {
namespace {

TEST_F(ListenerTest, SpeaksTls13And12) {
  start_echo();
  for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    auto client = TestClient::tcp(listener->port());
    ASSERT_TRUE(client.start_tls({version, version, {}, {}}));
    client.send(get("/a"));
    auto const response = client.receive();
    EXPECT_EQ(status_of(response), 200);
    EXPECT_EQ(body_of(response), "GET /a ");
    EXPECT_NE(response.find("Strict-Transport-Security: max-age=63072000"), std::string::npos);
  }
  EXPECT_EQ(connect().version(), "TLSv1.3");
}

TEST_F(ListenerTest, RefusesOldAndWeakTls) {
  start_echo();
  for (auto const& how : {ClientTls{TLS1_VERSION, TLS1_1_VERSION, "ALL:@SECLEVEL=0", {}},
                          ClientTls{TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-ECDSA-AES256-SHA384", {}},
                          ClientTls{TLS1_2_VERSION, TLS1_2_VERSION, "AES256-GCM-SHA384", {}}})
    EXPECT_FALSE(TestClient::tcp(listener->port()).start_tls(how)) << how.ciphers;
}

TEST_F(ListenerTest, ChoosesHttp11AndNothingElse) {
  start_echo();
  auto both = TestClient::tcp(listener->port());
  ASSERT_TRUE(both.start_tls({TLS1_2_VERSION, TLS1_3_VERSION, {}, "\x02h2\x08http/1.1"}));
  EXPECT_EQ(both.alpn(), "http/1.1");
  EXPECT_FALSE(TestClient::tcp(listener->port()).start_tls({TLS1_2_VERSION, TLS1_3_VERSION, {}, "\x02h2"}));
}

TEST_F(ListenerTest, AnswersNoPlainHttpOnTheTlsPort) {
  start_echo();
  auto client = TestClient::tcp(listener->port());
  client.send(get("/a"));
  EXPECT_EQ(client.receive_all().find("HTTP/"), std::string::npos);
  EXPECT_EQ(served, 0);
}

}  // namespace
}  // namespace troth::net
