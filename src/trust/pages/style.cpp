#include "trust/pages/style.h"

#include <string>

#include "trust/pages/pages.h"

namespace troth::trust {

std::string_view page_style() {
  static std::string const whole = std::string(style_ground()) + "\n" + std::string(style_proof()) + "\n" +
                                   std::string(style_tables()) + "\n" + std::string(style_media());
  return whole;
}

}  // namespace troth::trust
