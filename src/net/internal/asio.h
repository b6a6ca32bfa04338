#pragma once
// The one door to Boost.Asio and Boost.Beast: every file that needs them includes this first, so that all of them agree
// on separate compilation (the bodies are in asio.cpp and beast.cpp, which saves each of the others about a fifth of
// its compile time).
#define BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_BEAST_SEPARATE_COMPILATION

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

#if defined(__GNUC__) && !defined(__clang__)
// g++ 12 pairs the frame's own operator new with the aligned_alloc inlined into it and misses its own operator delete.
// The warning comes at the end of each coroutine, so it is off from here on in the few files that have some.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace troth::net {

namespace asio = boost::asio;
using boost::system::error_code;

/// One strand per connection: whatever says "owned by the strand" is touched by one thread at a time.
using Strand = asio::strand<asio::io_context::executor_type>;
/// TCP and unix sockets alike.
using Socket = asio::basic_stream_socket<asio::generic::stream_protocol, Strand>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Strand>;

/// A coroutine of this folder. g++ 12 miscompiles several forms of await: a statement with `co_await` holds only names,
/// calls and std::move (tests/coroutine_lint.py), and parameters are taken by value.
template <class T>
using Task = asio::awaitable<T, Strand>;
inline constexpr asio::use_awaitable_t<Strand> kAwait;

}  // namespace troth::net
