import CA
import Cluster
import Diagnostics
import Federation
import Rotation
import TLS
import X509

extension MeshLooks {
  /// What single Pods say when they are asked, which no list of the API shows: since when the proxies that are left have
  /// their certificates, and what each federation gateway presents.
  func deepened(_ ledger: RotationLedger) throws -> MeshLooks {
    var asked: [String: Question] = [:]
    for (name, gathering) in gatherings {
      guard let mesh = ledger.federation.mesh(named: name), let look = looks[name],
        ledger.rotation(of: ledger.rootOwner(of: name)) != nil
      else { continue }
      asked[name] = Question(mesh, look, gathering.leftovers)
    }
    let questions = asked
    let answers = clusters.only { questions[$0.place.name] != nil }.each { mesh, session throws(ClusterError) in
      questions[mesh.place.name]?.ask(session) ?? DeepReading()
    }
    var deeper = looks
    var findings = diagnostics
    for (mesh, answer) in answers {
      switch answer {
      case .failure(let error): findings.append(error.diagnostic)
      case .success(let answer):
        deeper[mesh]?.gateways = answer.gateways
        for index in deeper[mesh]?.workloads.pods.indices ?? 0..<0 {
          guard let uid = deeper[mesh]?.workloads.pods[index].uid else { continue }
          deeper[mesh]?.workloads.pods[index].renewed = answer.renewed[uid]
        }
        if let first = answer.faults.first {
          findings.append(Self.silent(mesh, Set(answer.faults.map(\.uid)).count, first.error))
        }
      }
    }
    return MeshLooks(self, deeper, findings, ledger)
  }

  private static func silent(_ mesh: String, _ count: Int, _ error: ClusterError) -> Diagnostic {
    let next = error.diagnostic.next.filling("MESH", with: mesh)
    return Diagnostic(
      "MT-K-64", .warning, what: "\(mesh): \(Counted.text(count, "Pod")) could not be asked",
      why: "\(error.reason)", next: error.isForbidden ? next + ", with --member for each member's namespace" : next)
  }
}

/// Which Pods of a mesh are asked.
private struct Question: Sendable {
  let gateways: [(name: String, pod: PodState, serverName: String)]
  let leftovers: [PodState]

  /// More than this would take longer than to wait until they renew.
  private static let most = 200

  init(_ mesh: Mesh, _ look: MeshLook, _ leftovers: [PodState]) {
    self.leftovers = Array(leftovers.prefix(Self.most))
    gateways = mesh.gateways.flatMap { gateways in
      let deployment = look.workloads.deployments.first { $0.name == gateways.ingress.name }
      return look.workloads.pods.filter { pod in deployment?.selects(pod) ?? false && pod.phase == .running }
        .map { (gateways.ingress.name, $0, Naming.discoveryHost(ofPeer: gateways.peer, namespace: mesh.namespace)) }
    }
  }

  func ask(_ session: ClusterSession) -> DeepReading {
    var answer = DeepReading()
    for (name, pod, serverName) in gateways {
      do throws(ClusterError) {
        let seen = try session.forwarding(to: pod, port: FederationPort.discovery.rawValue) { port in
          Self.presented(at: port, serverName)
        }
        answer.gateways.append(
          MeshLook.Gateway(gateway: name, pod: pod, leaf: seen.leaf, fault: seen.fault.map { "\($0)" }))
      } catch {
        answer.faults.append((pod.uid, error))
        answer.gateways.append(
          MeshLook.Gateway(gateway: name, pod: pod, leaf: nil, fault: error.reason))
      }
    }
    for pod in leftovers {
      do throws(ClusterError) {
        answer.renewed[pod.uid] = try session.renewal(of: pod)
      } catch {
        answer.faults.append((pod.uid, error))
      }
    }
    return answer
  }

  private static func presented(at port: UInt16, _ serverName: String) -> (leaf: Certificate?, fault: Message?) {
    do throws(TLSError) {
      var handshake = ClientHandshake(to: try TLSEndpoint(host: "127.0.0.1", port: port))
      handshake.serverName = serverName
      return (try handshake.report().certificates().first, nil)
    } catch {
      return (nil, error.diagnostic.what)
    }
  }
}

private struct DeepReading: Sendable {
  var gateways: [MeshLook.Gateway] = []
  /// By uid.
  var renewed: [String: Timestamp] = [:]
  /// A gateway may be asked twice.
  var faults: [(uid: String, error: ClusterError)] = []
}

extension ClusterError {
  fileprivate var isForbidden: Bool { if case .answer(.forbidden) = self { true } else { false } }

  /// What a Pod that could not be asked is told with.
  fileprivate var reason: String {
    isForbidden ? "\(diagnostic.what)" : "\(diagnostic.what): \(diagnostic.why)"
  }
}
