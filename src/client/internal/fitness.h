#pragma once
#include "base/result.h"
#include "http/message.h"

namespace troth::client {

/// Whether a request can be written to a connection without becoming another request there; see Client::send.
Result<> check_request(http::Request const& request);

}  // namespace troth::client
