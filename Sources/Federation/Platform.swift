/// The platform of a mesh's cluster, as far as it affects the ingress gateways.
public enum Platform: String, CaseIterable, Hashable, Sendable {
  /// OpenShift on an unspecified platform.
  case openshift
  /// Amazon Web Services.
  case aws
  /// Microsoft Azure, but not Azure Red Hat OpenShift.
  case azure
  /// Google Cloud Platform.
  case gcp
  case bareMetal = "bare-metal"
  case ibmPower = "ibm-power"
  case ibmZ = "ibm-z"

  /// The address field that a load balancer of the platform fills in the Service's `.status.loadBalancer.ingress`.
  public enum LoadBalancerAddress: String, Hashable, Sendable {
    case ip
    case hostname
  }

  /// Nil if it can be either.
  public var loadBalancerAddress: LoadBalancerAddress? {
    switch self {
    case .openshift: nil
    case .aws: .hostname
    case .azure, .gcp, .bareMetal, .ibmPower, .ibmZ: .ip
    }
  }

  /// Annotations that a gateway's Service needs for a layer 4 load balancer.
  public var loadBalancerAnnotations: [String: String] {
    switch self {
    case .aws: ["service.beta.kubernetes.io/aws-load-balancer-type": "nlb"]
    case .openshift, .azure, .gcp, .bareMetal, .ibmPower, .ibmZ: [:]
    }
  }

  /// Common names of platforms that cannot federate, and their full names.
  static let unsupported: [String: String] = [
    "aro": "Microsoft Azure Red Hat OpenShift", "azure-red-hat-openshift": "Microsoft Azure Red Hat OpenShift",
    "openshift-dedicated": "OpenShift Dedicated", "osd": "OpenShift Dedicated",
  ]
}
