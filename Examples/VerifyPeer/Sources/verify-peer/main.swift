// verify-peer CHAIN BUNDLE TRUST-DOMAIN [SPIFFE-ID]: does the chain belong to the trust domain, and if not, why?
import Foundation
import SPIFFE
import Verifier
import X509

let words = CommandLine.arguments
guard words.count > 3 else { exit(64) }
func certificates(_ path: String) throws -> [Certificate] {
  try PEM.certificates([UInt8](Data(contentsOf: URL(filePath: path)))).certificates
}
let domain = try TrustDomain(words[3])
let bundle = TrustBundle(trustDomain: domain, certificates: try certificates(words[2]))
let expected = Expectation(trustDomain: domain, identity: words.count > 4 ? try SPIFFEID(words[4]) : nil)
let answer = ChainVerifier(bundles: BundleSet([bundle])).verify(
  try certificates(words[1]), expecting: expected, at: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
if answer.isAccepted { print("accepted:", answer.identity?.description ?? "") }
for reason in answer.reasons { print("rejected: \(reason.what) [\(reason.code)]\n  why: \(reason.why)") }
exit(answer.isAccepted ? 0 : 1)
