// The bodies of Asio, compiled once; Beast's are in beast.cpp, so that the two slowest files build side by side.
#include "net/internal/asio.h"

#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
