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

  /// Every operation in order, each with the verdict of the observer. Goes on after one that failed.
  std::vector<DemoOperation> run(std::function<void()> const& between);
  /// Whether all that is no operation held as well: the import, the unbuilt ones' 501, the logs.
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

  // demo_walk_begin.cpp: taken in and looked at
  Result<> bulk(Scene&);
  Result<> structuring(Scene&);
  Result<> collection(Scene&);
  Result<> recording(Scene&);
  Result<> retrieval(Scene&);
  Result<> consultation(Scene&);
  Result<> storage(Scene&);
  // demo_walk_end.cpp: changed, closed and gone
  Result<> alteration(Scene&);
  Result<> restriction(Scene&);
  Result<> erasure(Scene&);
  Result<> look_after_erasure(Scene&, Bytes const& wrap);
  // demo_walk_cell.cpp: around it
  Result<> administration(Scene&);
  Result<> epoch(Scene&);
  Result<> unbuilt(Scene&);
  Result<> logs(Scene&);

  Result<Seen> record_row(std::string_view collection, std::string const& record) const;
  Result<> look_sealed(Scene&, Seen const& seen, std::vector<std::string> const& plain) const;
  Result<> poll(Secret const& token, std::string const& location) const;
  std::string subject_path(std::string_view rest) const {
    return cast_.tenant.path("/subjects/" + subject_.text() + std::string(rest));
  }
  Dataset::Message const& longest() const;
  std::string contact_path() const { return subject_path("/records/contact/" + contact_record_); }
  Ask consult_contact() const;

  Cast cast_;
  Visitor visitor_;
  std::ostream& out_;
  SubjectId subject_;
  std::string contact_record_, contact_tag_, message_record_;
  bool held_ = false;
};

}  // namespace troth::cli
