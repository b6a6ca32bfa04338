#include "lifecycle/exit_export.h"

#include <algorithm>

#include "vault/weighing_fixture.h"

namespace troth::lifecycle {
namespace {

using audit::must;
using vault::Context;
using vault::HeavyHouse;

access::Grant taker(vault::TenantHouse& at) {
  auto const may = act::Permission::export_data;
  access::Actor const actor{
      at.tenant(), PrincipalId{}, TokenId{}, act::Permissions().with(may), 0, at.now() + std::chrono::hours(1)};
  access::Intent const intent{act::Operation::destruction, may, at.tenant(), std::nullopt, false, false};
  auto snapshot = at.house().snapshot();
  return must(access::authorise(actor, intent, must(vault::tenant_facts(*snapshot, at.tenant())), at.now()));
}

TEST(ExitExport, ReadsNoMoreThanAPageAndIsWhole) {
  HeavyHouse at(12);
  auto const leave = taker(at);
  std::string cursor;
  std::ptrdiff_t lines = 0, pages = 0;
  do {
    std::size_t heaviest = 0, total = 0;
    auto const page = at.weighed([&](Context const& c) { return export_tenant(c, leave, cursor); }, heaviest, total);
    EXPECT_LT(heaviest, (4u << 20) + HeavyHouse::kRecord + (64u << 10));
    lines += std::ranges::count(page.reply.body, '\n');
    cursor = page.reply.headers.get("Next-Cursor").value_or("");
    ASSERT_LT(++pages, 12);
  } while (!cursor.empty());
  EXPECT_EQ(lines, 12);
  EXPECT_EQ(pages, 2);
}

}  // namespace
}  // namespace troth::lifecycle
