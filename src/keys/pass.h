#pragma once

namespace troth::audit {
class PartCipher;
}
namespace troth::vault {
class RecordCipher;
class BlindIndex;
}  // namespace troth::vault
namespace troth::access {
class TokenMac;
}

namespace troth::keys {

// Passkeys: `keys` hands out key bytes to nobody. A key's bytes can be had only with the pass of the one class that
// uses them, and only that class can make the pass. tests/compile_fail holds this.
class PartPass {
  friend class audit::PartCipher;
  PartPass() {}
};
class RecordPass {
  friend class vault::RecordCipher;
  RecordPass() {}
};
class IndexPass {
  friend class vault::BlindIndex;
  IndexPass() {}
};
class TokenPass {
  friend class access::TokenMac;
  TokenPass() {}
};

}  // namespace troth::keys
