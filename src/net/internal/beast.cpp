// The bodies of Beast, compiled once.
#include "net/internal/asio.h"

#include <boost/beast/src.hpp>
