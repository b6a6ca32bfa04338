#pragma once
#include "demo_scene.h"
#include "demo_setup.h"

namespace troth::cli {

/// One visitor, from the first message to the end of the last key: a speaker of the data set whose conversation was not
/// imported but arrives now, message by message.
class Walk {
 public:
  struct Visitor {
    Contact contact;                         ///< invented
    std::vector<Dataset::Message> messages;  ///< real: never on the screen
  };
  struct Cast {
    Api& api;
    Observer const& observer;
    DemoTenant const& tenant;
    std::filesystem::path data;
    std::string bystander;          ///< a subject id: somebody else, whose data must outlive all of this
    std::int64_t imported;          ///< records that the imports accepted
    std::vector<std::string> said;  ///< some of the imported texts, to look for
  };

  Walk(Cast cast, Visitor visitor, std::ostream& out)
      : cast_(std::move(cast)), visitor_(std::move(visitor)), out_(out) {}

  /// The operations of GDPR Art. 4(2) in its order, what ends things last, each with the verdict of the observer. Goes
  /// on after one that failed.
  std::vector<DemoOperation> run(std::function<void()> const& between);
  /// Whether all that is none of them held as well: the import, administration, the key epoch, the logs.
  bool rest_held() const { return held_; }

 private:
  struct Line {
    char const *name, *about;
    Result<> (Walk::*part)(Scene&);
  };
  struct Seen {
    std::int64_t version = 0;
    Bytes envelope;
  };

  bool play(Line const& line, std::vector<DemoOperation>& out);

  // demo_walk_begin.cpp: taken in
  Result<> bulk(Scene&);
  Result<> collection(Scene&);
  Result<> refuse_at_the_form(Scene&);
  Result<> recording(Scene&);
  // demo_walk_order.cpp: put in order
  Result<> organisation(Scene&);
  Result<> look_for_special(Scene&);
  Result<> structuring(Scene&);
  // demo_walk_look.cpp: found and looked at
  Result<> storage(Scene&);
  Result<> retrieval(Scene&);
  Result<> consultation(Scene&);
  Result<> read_message(Scene&, Secret const& token);
  // demo_walk_use.cpp: found out, and joined
  Result<> use(Scene&);
  Result<> combination(Scene&);
  // demo_walk_outside.cpp: what leaves
  Result<> disclosure(Scene&);
  Result<> look_at_ledger(Scene&, std::string const& jwe);
  Result<> refuse_the_former(Scene&);
  Result<> dissemination(Scene&);
  // demo_walk_end.cpp: closed, changed and gone
  Result<> restriction(Scene&);
  Result<> alteration(Scene&);
  Result<> erasure(Scene&);
  Result<> look_after_erasure(Scene&, Bytes const& wrap);
  Result<> forget_the_phone(Scene&);
  // demo_walk_twin.cpp: the end of a tenant
  Result<> destruction(Scene&);
  // demo_walk_cell.cpp: around it
  Result<> administration(Scene&);
  Result<> epoch(Scene&);
  Result<> logs(Scene&);

  Result<Seen> record_row(std::string_view collection, std::string const& record) const;
  Result<> look_sealed(Scene&, Seen const& seen, std::vector<std::string> const& plain) const;
  Result<> poll(Secret const& token, std::string const& location) const;
  std::string subject_path(std::string_view rest) const {
    return cast_.tenant.path("/subjects/" + subject_.text() + std::string(rest));
  }
  Dataset::Message const& longest() const;
  std::string contact_path() const { return subject_path("/records/contact/" + contact_record_); }
  std::string message_path() const { return subject_path("/records/message/" + message_record_); }
  Ask consult_contact() const;
  Ask consult_message() const;
  Ask disclose_email(std::string_view recipient) const;

  Cast cast_;
  Visitor visitor_;
  std::ostream& out_;
  SubjectId subject_, on_the_phone_;  ///< the visitor, and the same one on another device
  std::string contact_record_, contact_tag_, message_record_;
  bool held_ = false;
};

}  // namespace troth::cli
