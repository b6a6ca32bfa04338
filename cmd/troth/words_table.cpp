#include "words.h"

// Word -> route. The words are those of operations.def; a test holds that none is missing and that each is answered.

namespace troth::cli {
namespace {

using http::Method;

#define TROTH_SUBJECT "/subjects/{subject}"
#define TROTH_RECORD TROTH_SUBJECT "/records/{collection}/{record}"

constexpr Way kCollect[] = {{"", Method::post, "/collect", Sends::file}};
constexpr Way kRecord[] = {{"subject", Method::post, TROTH_SUBJECT "/records/{collection}", Sends::file},
                           {"", Method::post, "/subjects"}};
constexpr Way kOrganise[] = {
    {"principal", Method::put, TROTH_SUBJECT "/assignee", Sends::members, "principal"},
    {"label record remove", Method::del, TROTH_RECORD "/labels/{label}"},
    {"label record", Method::put, TROTH_RECORD "/labels/{label}"},
    {"label remove", Method::del, TROTH_SUBJECT "/labels/{label}"},
    {"label", Method::put, TROTH_SUBJECT "/labels/{label}"},
    {"remove", Method::del, TROTH_SUBJECT "/assignee"},
    {"record", Method::get, TROTH_RECORD "/labels"},
    {"", Method::get, TROTH_SUBJECT "/labels"},
};
constexpr Way kStructure[] = {{"", Method::put, "/collections/{collection}", Sends::file}};
constexpr Way kStorage[] = {{"", Method::get, TROTH_SUBJECT "/storage"}};
constexpr Way kRetrieve[] = {{"subject", Method::get, TROTH_SUBJECT "/records", Sends::nothing, "", "cursor"},
                             {"", Method::post, "/lookup", Sends::file, "", "purpose"}};
constexpr Way kConsult[] = {{"", Method::get, TROTH_RECORD, Sends::nothing, "", "purpose reason fields"}};
constexpr Way kUse[] = {{"subject", Method::post, TROTH_SUBJECT "/use", Sends::file, "", "purpose"},
                        {"", Method::post, "/use/count", Sends::file, "", "purpose"}};
constexpr Way kDisclose[] = {{"subject", Method::get, TROTH_SUBJECT "/disclosures", Sends::nothing, "", "cursor"},
                             {"", Method::post, "/disclosures", Sends::file, "", "purpose"}};
constexpr Way kCombine[] = {{"link", Method::del, "/links/{link}", Sends::members, "reason"},
                            {"subject", Method::get, TROTH_SUBJECT "/links"},
                            {"", Method::post, "/links", Sends::file}};
constexpr Way kRestrict[] = {
    {"objection lift", Method::del, TROTH_SUBJECT "/objections/{objection}", Sends::members, "reason"},
    {"objection", Method::put, TROTH_SUBJECT "/objections/{objection}"},
    {"lift", Method::del, TROTH_SUBJECT "/restriction", Sends::members, "reason"},
    {"", Method::put, TROTH_SUBJECT "/restriction", Sends::members, "ground reason"},
};
constexpr Way kErase[] = {{"job", Method::get, "/jobs/{job}"},
                          {"", Method::post, TROTH_SUBJECT "/erasure", Sends::members, "ground"}};
constexpr Way kDestroy[] = {{"confirm", Method::post, "/destruction/confirm"},
                            {"withdraw", Method::del, "/destruction"},
                            {"ground until", Method::post, "/destruction", Sends::members, "ground until"},
                            {"ground", Method::post, "/destruction", Sends::members, "ground"},
                            {"", Method::get, "/destruction"}};
constexpr Way kAlter[] = {{"", Method::patch, TROTH_RECORD, Sends::file, "", "if-match"}};
constexpr Way kDisseminate[] = {{"", Method::post, "/dissemination"}};
constexpr Way kCopy[] = {{"", Method::get, TROTH_SUBJECT "/dsr", Sends::nothing, "", "reason", true}};
constexpr Way kFreeze[] = {{"", Method::put, "/freeze", Sends::members, "reason"}};
constexpr Way kThaw[] = {{"", Method::del, "/freeze", Sends::members, "reason"}};
constexpr Way kRotate[] = {{"keys", Method::post, "/keys/rotation", Sends::members, "keys"},
                           {"", Method::get, "/keys"}};
constexpr Way kExport[] = {{"", Method::get, "/export", Sends::nothing, "", "", true}};

#undef TROTH_SUBJECT
#undef TROTH_RECORD

constexpr Word kWords[] = {
    {"collect", "take in a person with a first record and the notice that was shown", kCollect},
    {"record", "a record about --subject; without it, a new person", kRecord},
    {"organise", "put a --label on a person or a --record, or say who looks after the person", kOrganise},
    {"structure", "declare a collection, or its next version", kStructure},
    {"storage", "where and how a person's data is kept, and until when", kStorage},
    {"retrieve", "the records of --subject without their content; without it, who has a value", kRetrieve},
    {"consult", "look at a record, as far as the purpose reaches", kConsult},
    {"use", "verify or compare values of --subject unseen; without it, count who shares one", kUse},
    {"disclose", "seal fields of a record for a recipient; of --subject, what was disclosed", kDisclose},
    {"combine", "link two as one person; undo a --link; of --subject, its links", kCombine},
    {"restrict", "restrict a person's data, or note an objection to a purpose; --lift ends it", kRestrict},
    {"erase", "erase a person for good; with --job, the receipt", kErase},
    {"destroy", "ask for the end of a tenant on a --ground; without it, what was asked for", kDestroy},
    {"alter", "change fields of a record, against the version you saw", kAlter},
    {"disseminate", "refused to everybody: nothing is made public", kDisseminate},
    {"dsr", "the copy of everything that is held of a person, one page a line", kCopy},
    {"freeze", "stop everything in a tenant but erasure", kFreeze},
    {"thaw", "let a frozen tenant go on", kThaw},
    {"rotate", "new keys for a tenant; without --keys, the versions there are", kRotate, "keys"},
    {"export", "everything a tenant holds, one record a line", kExport},
};

}  // namespace

std::span<Word const> words() { return kWords; }

}  // namespace troth::cli
