import Federation

/// Texts to paste as repairs.
enum Paste {
  /// A gateway as an entry of a control plane.
  static func gateway(_ name: String, _ direction: GatewayView.Direction) -> RepairText {
    """
    \(direction.field):
      \(name):
        enabled: true
        routerMode: sni-dnat
        service:
    \(lines: direction == .ingress ? "      type: LoadBalancer\n" : "")      metadata:
            labels:
              federation.maistra.io/\(direction)-for: \(name)
          ports:
    \(ports(direction, FederationPort.allCases.map(\.rawValue), indent: "      "))
    """
  }

  /// Ports of a gateway.
  static func ports(_ direction: GatewayView.Direction, _ numbers: [Int], indent: String = "") -> RepairText {
    FederationPort.allCases.filter { numbers.contains($0.rawValue) }.map { port -> RepairText in
      let name = direction == .ingress ? port.ingressName : port.egressName
      return "\(indent)- port: \(port.rawValue)\n\(indent)  name: \(name)"
    }.joined(separator: "\n")
  }

  /// A DestinationRule that makes an ingress gateway speak TLS to istiod outside `cluster.local`.
  static func istiodRule(_ controlPlane: String, _ namespace: String, _ host: String) -> RepairText {
    """
    apiVersion: networking.istio.io/v1beta1
    kind: DestinationRule
    metadata:
      name: federation-istiod-\(controlPlane)
      namespace: \(namespace)
    spec:
      host: \(host)
      trafficPolicy:
        portLevelSettings:
        - port:
            number: 8188
          tls:
            mode: SIMPLE
    """
  }

  /// NetworkPolicies that let the peers in, if the operator does not manage them.
  static func networkPolicies(_ controlPlane: ControlPlaneView, _ namespace: String) -> RepairText {
    let ingress = controlPlane.gateways.filter { $0.direction == .ingress }.map { gateway in
      policy(
        gateway.name, namespace, "\(gateway.labels["app"].map { "app: \($0)" } ?? "app: \(gateway.name)")",
        ports: [15443, 8188])
    }
    let istiod = policy(
      Naming.istiod(ofControlPlane: controlPlane.name) + "-federation", namespace, "app: istiod", ports: [8188])
    return (ingress + [istiod]).joined(separator: "\n---\n")
  }

  private static func policy(_ name: String, _ namespace: String, _ label: String, ports: [Int]) -> RepairText {
    """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata:
      name: \(name)
      namespace: \(namespace)
    spec:
      podSelector:
        matchLabels:
          \(label)
      ingress:
      - ports:
    \(ports.map { "    - port: \($0)" as RepairText }.joined(separator: "\n"))
    """
  }
}
