import CA
import Cluster
import Cryptography
import Diagnostics
import Documents
import Endpoints
import Federation
import Files
import Kubernetes
import Lint
import Rotation
import SPIFFE
import Signers
import TLS
import Verifier
import X509

extension Explanation {
  /// Every code there is, sorted: each module explains those that it raises.
  static let catalogue: [Explanation] = [
    inCA, inCluster, inCryptography, inDiagnostics, inDocuments, inEndpoints, inFederation, inFiles, inKubernetes,
    inLint,
    inRotation, inSPIFFE, inSigners, inTLS, inVerifier, inX509, commandLine, homes, proofs, probes, restarts, drills,
    repairs,
    services, usageChoices, usageConflicts,
    usageMisfits, clusters,
  ].flatMap { $0 }.sorted { $0.code < $1.code }

  /// The entry of one code; case does not matter, and the `MT-` in front may be missing.
  static func of(_ text: String) -> Explanation? {
    let wanted = text.uppercased()
    return catalogue.first { $0.code.rawValue == wanted || $0.code.rawValue == "MT-" + wanted }
  }
}
