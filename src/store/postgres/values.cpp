#include "store/postgres/values.h"

#include <libpq-fe.h>

#include <charconv>

namespace troth::store::postgres {
namespace {

// The OIDs of built-in types, which PostgreSQL keeps for ever (src/include/catalog/pg_type.dat).
enum Type : unsigned {
  kBool = 16,
  kBytea = 17,
  kChar = 18,
  kName = 19,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kText = 25,
  kUnknown = 705,
  kVarchar = 1043,
  kNumeric = 1700,
};

/// A SUM of BIGINT: digits in base 10,000, the first worth 10,000^weight. Only whole numbers that fit.
Result<Value> whole_number(ByteView raw) {
  constexpr std::uint16_t kPositive = 0, kNegative = 0x4000;
  auto const wrong = [] { return fail(Code::corrupt, "a number is not a whole one of 64 bits"); };
  if (raw.size() < 8) return wrong();
  auto const digits = read_be<std::uint16_t>(raw.first(2));
  auto const weight = static_cast<std::int16_t>(read_be<std::uint16_t>(raw.subspan(2, 2)));
  auto const sign = read_be<std::uint16_t>(raw.subspan(4, 2));
  if (raw.size() != 8u + 2u * digits || weight > 4 || int{digits} > weight + 1) return wrong();
  if (sign != kPositive && sign != kNegative) return wrong();
  std::int64_t total = 0;
  for (int at = 0; at <= weight; ++at) {
    std::int64_t const digit =
        at < digits ? read_be<std::uint16_t>(raw.subspan(8 + 2 * static_cast<unsigned>(at), 2)) : 0;
    std::int64_t const signed_digit = sign == kNegative ? -digit : digit;
    if (__builtin_mul_overflow(total, 10'000, &total) || __builtin_add_overflow(total, signed_digit, &total))
      return wrong();
  }
  return Value(total);
}

Result<Value> value_of(unsigned type, ByteView raw) {
  switch (type) {
    case kBool:
      return Value(std::int64_t{raw[0]});
    case kInt2:
      return Value(std::int64_t{static_cast<std::int16_t>(read_be<std::uint16_t>(raw))});
    case kInt4:
      return Value(std::int64_t{static_cast<std::int32_t>(read_be<std::uint32_t>(raw))});
    case kInt8:
      return Value(static_cast<std::int64_t>(read_be<std::uint64_t>(raw)));
    case kNumeric:
      return whole_number(raw);
    case kBytea:
      return Value(raw);
    case kText:
    case kVarchar:
    case kName:
    case kChar:
    case kUnknown:
      return Value(as_text(raw));
    default:
      return fail(Code::corrupt, "stored data fail their check", {}, "a column holds a type we never store");
  }
}

}  // namespace

Bound::Bound(Params const& params) : numbers_(params.size()) {
  auto const add = [&](char letter, unsigned type, char const* value, std::size_t length) {
    signature.push_back(letter);
    types.push_back(type);
    values.push_back(value);
    lengths.push_back(static_cast<int>(length));
    formats.push_back(1);
  };
  for (std::size_t at = 0; at < params.size(); ++at) {
    auto const& variant = params[at].variant();
    if (auto const* number = std::get_if<std::int64_t>(&variant)) {
      for (unsigned byte = 0; byte < 8; ++byte)
        numbers_[at][byte] = static_cast<char>(static_cast<std::uint64_t>(*number) >> (56 - 8 * byte));
      add('i', kInt8, numbers_[at].data(), 8);
    } else if (auto const* text = std::get_if<std::string>(&variant)) {
      add('t', kText, text->c_str(), text->size());
    } else if (auto const* bytes = std::get_if<Bytes>(&variant)) {
      // An empty vector's data() may be null, which libpq would send as NULL.
      add('b', kBytea, bytes->empty() ? "" : reinterpret_cast<char const*>(bytes->data()), bytes->size());
    } else {
      add('n', 0, nullptr, 0);
    }
  }
}

std::int64_t rows_touched(PGresult* result) {
  std::string_view const told = PQcmdTuples(result);  // empty for what touches no rows
  std::int64_t rows = 0;
  std::from_chars(told.data(), told.data() + told.size(), rows);
  return rows;
}

Result<Rows> rows_of(pg_result const* result) {
  Rows out;
  int const columns = PQnfields(result);
  for (int at = 0; at < PQntuples(result); ++at) {
    Row& row = out.emplace_back();
    row.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) {
      if (PQgetisnull(result, at, column) != 0) {
        row.emplace_back();
        continue;
      }
      auto const* data = reinterpret_cast<std::uint8_t const*>(PQgetvalue(result, at, column));
      ByteView const raw(data, static_cast<std::size_t>(PQgetlength(result, at, column)));
      TROTH_TRY(Value value, value_of(PQftype(result, column), raw));
      row.push_back(std::move(value));
    }
  }
  return out;
}

}  // namespace troth::store::postgres
