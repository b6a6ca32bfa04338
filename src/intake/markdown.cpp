#include <cmark.h>

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "intake/block.h"
#include "intake/text.h"

namespace troth::intake {
namespace {

struct NodeFree {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct IterFree {
  void operator()(cmark_iter* iter) const { cmark_iter_free(iter); }
};

std::string_view literal(cmark_node* node) {
  auto const* text = cmark_node_get_literal(node);
  return text ? text : "";
}

/// Walks the tree once and cuts it into blocks; a block is a heading or a paragraph, the first of an item being the
/// item.
class Walk {
 public:
  void see(cmark_event_type event, cmark_node* node) {
    bool const enter = event == CMARK_EVENT_ENTER;
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_LIST:
        depth_ += enter ? 1 : -1;
        break;
      case CMARK_NODE_ITEM:
        if (enter) item_ = node;
        break;
      case CMARK_NODE_HEADING:
      case CMARK_NODE_PARAGRAPH:
        enter ? begin(node) : end(node);
        break;
      case CMARK_NODE_CODE_BLOCK:
        begin(node), block_.text = literal(node), end(node);
        break;
      case CMARK_NODE_TEXT:
      case CMARK_NODE_CODE:
        block_.text += literal(node), plain_ = plain_ && strong_ > 0;
        break;
      case CMARK_NODE_SOFTBREAK:
      case CMARK_NODE_LINEBREAK:
        line_break(node);
        break;
      case CMARK_NODE_STRONG:
        strong_ += enter ? 1 : -1;
        break;
      case CMARK_NODE_LINK:
        enter ? begin_link(node) : end_link();
        break;
      default:
        break;  // raw HTML, images and rules say nothing
    }
  }
  Blocks take() { return std::move(out_); }

 private:
  void begin(cmark_node* node) {
    block_ = {};
    block_.line = cmark_node_get_start_line(node);
    block_.depth = depth_;
    plain_ = true;
    if (cmark_node_get_type(node) == CMARK_NODE_HEADING) block_.kind = Block::Kind::heading;
    if (!item_) return;
    block_.kind = Block::Kind::item;
    auto* list = cmark_node_parent(item_);
    if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST) return;
    auto const next = next_.try_emplace(list, cmark_node_get_list_start(list)).first;
    block_.number = std::to_string(next->second++);
  }

  void end(cmark_node* node) {
    block_.text = tidy(block_.text);
    bool const bold = plain_ && block_.kind == Block::Kind::paragraph && depth_ == 0 && block_.text.size() <= 90;
    if (bold && cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH && !block_.text.ends_with(':'))
      block_.kind = Block::Kind::heading;
    if (!block_.text.empty() || !block_.links.empty()) out_.push_back(std::move(block_));
    block_ = {};
    item_ = nullptr;
  }

  /// A line that ends in a colon is a label: what follows is a block of its own.
  void line_break(cmark_node* node) {
    auto const line = block_.line;
    block_.text += ' ';
    if (!block_.text.ends_with(": ") || block_.kind != Block::Kind::paragraph) return;
    end(cmark_node_parent(node));
    block_.line = line + 1;
    block_.depth = depth_;
  }

  void begin_link(cmark_node* node) {
    auto const* url = cmark_node_get_url(node);
    link_ = {"", url ? url : ""};
    link_from_ = block_.text.size();
  }
  void end_link() {
    link_.text = tidy(block_.text.substr(std::min(link_from_, block_.text.size())));
    block_.links.push_back(std::move(link_));
  }

  Blocks out_;
  Block block_;
  Link link_;
  std::size_t link_from_ = 0;
  cmark_node* item_ = nullptr;                 ///< entered, its first paragraph not yet seen
  std::unordered_map<cmark_node*, int> next_;  ///< the number of the next item of each numbered list
  int depth_ = 0, strong_ = 0;
  bool plain_ = true;  ///< all text so far is bold
};

}  // namespace

Blocks read_markdown(std::string_view text) {
  std::unique_ptr<cmark_node, NodeFree> const root(cmark_parse_document(text.data(), text.size(), CMARK_OPT_DEFAULT));
  std::unique_ptr<cmark_iter, IterFree> const iter(cmark_iter_new(root.get()));
  Walk walk;
  for (auto event = cmark_iter_next(iter.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(iter.get()))
    walk.see(event, cmark_iter_get_node(iter.get()));
  return walk.take();
}

}  // namespace troth::intake
