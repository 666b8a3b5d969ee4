/// Where a mesh's cluster runs, as far as it changes how its ingress gateways are reached.
public enum Platform: String, CaseIterable, Hashable, Sendable {
  /// OpenShift, with nothing said of what lies below.
  case openshift
  /// Amazon Web Services.
  case aws
  /// Microsoft Azure, but not Azure Red Hat OpenShift.
  case azure
  /// Google Cloud Platform.
  case gcp
  /// Bare metal.
  case bareMetal = "bare-metal"
  /// IBM Power.
  case ibmPower = "ibm-power"
  /// IBM Z.
  case ibmZ = "ibm-z"

  /// What a load balancer of the platform is reached by: a field of the Service's `.status.loadBalancer.ingress`.
  public enum LoadBalancerAddress: String, Hashable, Sendable {
    /// An IP address.
    case ip
    /// A host name.
    case hostname
  }

  /// What the platform's load balancers are reached by; nil where it is one or the other.
  public var loadBalancerAddress: LoadBalancerAddress? {
    switch self {
    case .openshift: nil
    case .aws: .hostname
    case .azure, .gcp, .bareMetal, .ibmPower, .ibmZ: .ip
    }
  }

  /// Annotations that a gateway's Service needs for a load balancer of layer 4.
  public var loadBalancerAnnotations: [String: String] {
    switch self {
    case .aws: ["service.beta.kubernetes.io/aws-load-balancer-type": "nlb"]
    case .openshift, .azure, .gcp, .bareMetal, .ibmPower, .ibmZ: [:]
    }
  }

  /// Names under which people know platforms that cannot federate, and what they stand for.
  static let unsupported: [String: String] = [
    "aro": "Microsoft Azure Red Hat OpenShift", "azure-red-hat-openshift": "Microsoft Azure Red Hat OpenShift",
    "openshift-dedicated": "OpenShift Dedicated", "osd": "OpenShift Dedicated",
  ]
}
