#include "vault/card_numbers.h"

#include <gtest/gtest.h>

namespace troth::vault {
namespace {

TEST(CardNumbers, AreFoundWhereTheyStand) {
  std::string const text = "one 4111 1111 1111 1111, two 5555-5555-5555-4444.";
  auto const found = card_numbers(text);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(text.substr(found[0].begin, found[0].end - found[0].begin), "4111 1111 1111 1111");
  EXPECT_EQ(text.substr(found[1].begin, found[1].end - found[1].begin), "5555-5555-5555-4444");
}

TEST(CardNumbers, AreFoundBehindOtherNumbers) {
  EXPECT_EQ(card_numbers("order 2026 4111 1111 1111 1111 1234").size(), 1u);
  EXPECT_EQ(card_numbers("378282246310005").size(), 1u);
}

TEST(CardNumbers, AreNotEveryRunOfDigits) {
  for (auto text : {"4111 1111 1111 1112", "+4111111111111111", "4111-1111", "0190a5d4-4111-7111-8111-111111111111",
                    "1 2 3 4 5 6 7 8 9 10 11 12", "a4111111111111111bcdef0123", "1700000000000000", ""})
    EXPECT_TRUE(card_numbers(text).empty()) << text;
}

TEST(CardNumbers, MaskedKeepTheirLastFourDigitsAndNothingElseChanges) {
  EXPECT_EQ(mask_card_numbers("pay 4111 1111 1111 1111 now"), "pay **** **** **** 1111 now");
  EXPECT_EQ(mask_card_numbers("4111111111111111"), "************1111");
  EXPECT_EQ(mask_card_numbers("3782-822463-10005"), "****-******-*0005");
  EXPECT_EQ(mask_card_numbers("call +49 30 901820"), "call +49 30 901820");
  EXPECT_TRUE(card_numbers(mask_card_numbers("4111 1111 1111 1111 5555 5555 5555 4444")).empty());
}

}  // namespace
}  // namespace troth::vault
