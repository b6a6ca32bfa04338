#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace troth::intake {

/// Text of HTML with its character references (&amp; &uuml; &#8211; &#x2013;) as letters. An unknown one stays as it
/// is.
std::string with_letters(std::string_view html);

}  // namespace troth::intake
