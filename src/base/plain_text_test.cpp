#include "base/plain_text.h"

#include <gtest/gtest.h>

namespace troth {
namespace {

TEST(PlainText, IsWhatReadsAsItIsWritten) {
  for (auto text : {"", "held", "gr\xC3\xBC\xC3\x9F dich", "\xE2\x82\xAC", "\xF0\x9F\x99\x82",
                    "a\xC2\xA0"
                    "b"})
    EXPECT_TRUE(is_plain_text(text)) << text;
  for (auto text : {"a\nb", "\x1b[2J", "\x7f", "\xC2\x85",
                    "\xE2\x80\xAE"
                    "dleh",
                    "\xE2\x81\xA6", "\xE2\x80\x8F", "\xD8\x9C", "\xE2\x80\xA8"})
    EXPECT_FALSE(is_plain_text(text)) << text;
}

TEST(PlainText, OfNoCharacterIsRefusedAndReplaced) {
  for (auto text : {"\x80", "\xC0\xAF", "\xE2\x82", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE0\x80\xAF"}) {
    EXPECT_FALSE(is_plain_text(text));
    EXPECT_TRUE(is_plain_text(plain_text(text)));
  }
  EXPECT_EQ(plain_text("a\xE2\x80\xAE"
                       "b\n\xFF\xC3\xA9"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\xEF\xBF\xBD\xC3\xA9");
}

TEST(PlainText, IsCutBetweenCharacters) {
  EXPECT_EQ(cut_text("\xC3\xA9\xC3\xA9", 3), "\xC3\xA9");
  EXPECT_EQ(cut_text("abc", 3), "abc");
  EXPECT_EQ(cut_text("abc", 2), "ab");
  EXPECT_EQ(cut_text("\xE2\x82\xAC", 2), "");
}

}  // namespace
}  // namespace troth
