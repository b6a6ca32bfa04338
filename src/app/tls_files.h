#pragma once
#include <filesystem>

#include "base/clock.h"
#include "base/result.h"
#include "net/listener.h"

namespace troth::app {

/// FOLDER/tls: a self-signed certificate for localhost, 127.0.0.1 and ::1, good for a year, to begin with.
Result<> write_certificate(std::filesystem::path const& folder, Clock const& clock);

/// Reads FOLDER/tls/cert.pem and key.pem, the operator's own by now perhaps, into the listener's options. denied if
/// others can read the key.
Result<> read_certificate(std::filesystem::path const& folder, net::Options& options);

}  // namespace troth::app
