#pragma once
#include "demo_setup.h"

namespace troth::cli {

/// What the demo's tenant lays down towards the world outside: a notice and the form of its website, and the recipient
/// `former`, whose contract runs out moments after it is filed. Fills `page` and `former_until`.
Result<> set_up_site(Api& api, DemoTenant& tenant, std::filesystem::path const& data);

inline constexpr std::string_view kSiteOrigin = "https://www.example.com", kNoticeInForce = "2026-11";
inline constexpr int kTakenAMinute = 2;  ///< by the form

/// What the page of the website sends for one visitor.
Ask sent_by_page(DemoTenant const& tenant, Contact const& contact, std::string_view origin = kSiteOrigin,
                 std::string_view notice = kNoticeInForce);

/// A processor in the EEA under a contract until `until`, for the purpose support; `jwk` is its public key.
std::string recipient_body(std::string_view title, std::string const& jwk, Time until);

}  // namespace troth::cli
