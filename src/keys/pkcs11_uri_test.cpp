#include "keys/pkcs11_uri.h"

#include "keys/internal/testing.h"

namespace troth::keys {
namespace {

using testing::must;

TEST(Pkcs11Uri, NamesTokenModuleAndPin) {
  auto const uri = must(Pkcs11Uri::parse(
      "pkcs11:token=Troth%20eu%2f1;serial=00ff;object=eu-1?module-path=/usr/lib/m.so&pin-source=file:/etc/troth/pin"));
  EXPECT_EQ(uri.token, "Troth eu/1");
  EXPECT_EQ(uri.serial, "00ff");
  EXPECT_EQ(uri.object, "eu-1");
  EXPECT_EQ(uri.module, "/usr/lib/m.so");
  EXPECT_EQ(uri.pin, "/etc/troth/pin");
}

TEST(Pkcs11Uri, TakesTheOtherSpellingsOfAFile) {
  for (std::string const source : {"/p", "file:/p", "file:///p"})
    EXPECT_EQ(must(Pkcs11Uri::parse("pkcs11:token=t?module-path=/m&pin-source=" + source)).pin, "/p") << source;
  EXPECT_EQ(must(Pkcs11Uri::parse("pkcs11:token=t?pin-source=/p&module-path=/m")).object, "troth");
}

TEST(Pkcs11Uri, RefusesWhatIsNotOne) {
  std::string const end = "?module-path=/m&pin-source=/p";
  for (std::string const& text : {std::string(""),
                                  std::string("pkcs12:token=t" + end),
                                  "pkcs11:" + end,
                                  "pkcs11:token=" + end,
                                  "pkcs11:token=" + std::string(33, 't') + end,
                                  "pkcs11:token=a;token=b" + end,
                                  "pkcs11:token" + end,
                                  "pkcs11:=a" + end,
                                  "pkcs11:token=%zz" + end,
                                  "pkcs11:token=%4" + end,
                                  std::string("pkcs11:token=%"),
                                  "pkcs11:token=%00" + end,
                                  "pkcs11:token=t;slot-id=1" + end,
                                  "pkcs11:token=t" + end + "&module-name=x",
                                  "pkcs11:token=t;object=a/b" + end,
                                  std::string("pkcs11:token=t"),
                                  std::string("pkcs11:token=t?module-path=/m"),
                                  std::string("pkcs11:token=t?module-path=m.so&pin-source=/p"),
                                  std::string("pkcs11:token=t?module-path=/m&pin-source=|cat"),
                                  "pkcs11:token=t" + std::string(3'000, ';') + end})
    EXPECT_REFUSED(Code::invalid, Pkcs11Uri::parse(text)) << text;
}

TEST(Pkcs11Uri, APinInTheArgumentIsRefusedWithTheWayToGiveIt) {
  auto const refused = Pkcs11Uri::parse("pkcs11:token=t?module-path=/m&pin-value=4711");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().at, "pin-source=file:/FILE");
  EXPECT_EQ(std::string(refused.error().message).find("4711"), std::string::npos);
}

}  // namespace
}  // namespace troth::keys
