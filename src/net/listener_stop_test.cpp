// Clients that leave, and a listener that stops, while an answer is on its way.
#include <future>

#include "net/listener_fixture.h"

namespace troth::net {
namespace {

TEST_F(ListenerTest, SurvivesClientsThatLeaveBeforeTheAnswer) {
  Shelf shelf;
  start(shelf.serve());
  for (int i = 0; i < 8; ++i) {
    auto client = connect();
    client.send(get("/"));
    shelf.wait_for(static_cast<std::size_t>(i + 1));
    if (i % 2 == 0) client.reset();
  }
  shelf.answer_all();
  auto client = connect();
  client.send(get("/"));
  shelf.wait_for(1);
  shelf.answer_all();
  EXPECT_EQ(body_of(client.receive()), "late");
}

TEST_F(ListenerTest, LetsARunningRequestFinishWhenItStops) {
  Shelf shelf;
  start(shelf.serve());
  auto idle = connect();
  auto busy = connect();
  busy.send(get("/"));
  shelf.wait_for(1);
  auto stopped = std::async(std::launch::async, [this] { listener.reset(); });
  EXPECT_EQ(idle.receive_all(), "");  // closed, while the other one still runs
  shelf.answer_all();
  auto const response = busy.receive();
  EXPECT_EQ(body_of(response), "late");
  EXPECT_NE(response.find("Connection: close"), std::string::npos);
  stopped.get();
}

TEST_F(ListenerTest, CutsOffWhatIsNeverAnswered) {
  Shelf shelf;
  options.limits.stop_seconds = 1;
  start(shelf.serve());
  auto client = connect();
  client.send(get("/"));
  shelf.wait_for(1);
  listener.reset();
  EXPECT_EQ(client.receive(), "");
  shelf.answer_all();  // nobody is there any more, and nothing happens
}

}  // namespace
}  // namespace troth::net
