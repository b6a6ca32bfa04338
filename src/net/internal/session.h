#pragma once
#include <memory>

#include "net/internal/connection.h"

namespace troth::net {

/// The conversation on one connection, from handshake to good-bye. Runs on the connection's strand.
Task<void> converse(std::shared_ptr<Connection> connection);

}  // namespace troth::net
