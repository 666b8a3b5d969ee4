extension TypeTable {
  /// ServiceMeshPeer, ExportedServiceSet, ImportedServiceSet and ServiceMeshMemberRoll.
  static let federation = """
    Gateways2: egress=ImagePullSecret ingress=ImagePullSecret
    Remote3: addresses=[s] discoveryPort=i servicePort=i
    CertificateChain: apiGroup=s kind!=s name!=s
    Security3: certificateChain=CertificateChain clientID=s trustDomain=s
    ServiceMeshPeerSpec: gateways=Gateways2 remote=Remote3 security=Security3
    Alias: name=s namespace=s
    Aliase: alias=Alias name=s namespace=s
    LabelSelector2: aliases=[Aliase] namespace=s selector=LabelSelector
    ExportRule: labelSelector=LabelSelector2 nameSelector=Aliase type!=s
    ExportedServiceSetSpec: exportRules=[ExportRule]
    ImportRule: domainSuffix=s importAsLocal=b nameSelector=Aliase type!=s
    Locality: region=s subzone=s zone=s
    ImportedServiceSetSpec: domainSuffix=s importRules=[ImportRule] locality=Locality
    ServiceMeshMemberRollSpec: memberSelectors=[LabelSelector] members=[s]
    """

  /// DestinationRule of networking.istio.io.
  static let destinationRule = """
    Http: h2UpgradePolicy=s http1MaxPendingRequests=i http2MaxRequests=i idleTimeout=s maxRequestsPerConnection=i \
    maxRetries=i useClientProtocol=b
    Tcp: connectTimeout=s maxConnectionDuration=s maxConnections=i tcpKeepalive=TcpKeepalive
    ConnectionPool: http=Http tcp=Tcp
    HttpCookie: name=s path=s ttl=s
    Maglev: tableSize=i
    RingHash: minimumRingSize=i
    ConsistentHash: httpCookie=HttpCookie httpHeaderName=s httpQueryParameterName=s maglev=Maglev minimumRingSize=i \
    ringHash=RingHash useSourceIp=b
    Distribute: from=s to={i}
    Failover: from=s to=s
    LocalityLbSetting: distribute=[Distribute] enabled=b failover=[Failover] failoverPriority=[s]
    LoadBalancer: consistentHash=ConsistentHash localityLbSetting=LocalityLbSetting simple=s warmupDurationSecs=s
    OutlierDetection: baseEjectionTime=s consecutive5xxErrors=i consecutiveErrors=i consecutiveGatewayErrors=i \
    consecutiveLocalOriginFailures=i interval=s maxEjectionPercent=i minHealthPercent=i \
    splitExternalLocalOriginErrors=b
    Port2: number=i
    Tls2: caCertificates=s clientCertificate=s credentialName=s insecureSkipVerify=b mode=s privateKey=s sni=s \
    subjectAltNames=[s]
    PortLevelSetting: connectionPool=ConnectionPool loadBalancer=LoadBalancer outlierDetection=OutlierDetection \
    port=Port2 tls=Tls2
    Tunnel: protocol=s targetHost=s targetPort=i
    TrafficPolicy: connectionPool=ConnectionPool loadBalancer=LoadBalancer outlierDetection=OutlierDetection \
    portLevelSettings=[PortLevelSetting] tls=Tls2 tunnel=Tunnel
    Subset: labels={s} name=s trafficPolicy=TrafficPolicy
    WorkloadSelector: matchLabels={s}
    DestinationRuleSpec: exportTo=[s] host=s subsets=[Subset] trafficPolicy=TrafficPolicy \
    workloadSelector=WorkloadSelector
    """

  /// The fields of every object, and the Kubernetes kinds that matter here.
  static let core = """
    Metadata0: name=s generateName=s namespace=s labels={s} annotations={s} uid=s resourceVersion=s generation=i \
    creationTimestamp=s deletionTimestamp=s deletionGracePeriodSeconds=i finalizers=[s] ownerReferences=[o] \
    managedFields=[o] selfLink=s
    ConfigMap0: data={s} binaryData={y} immutable=b
    Secret0: data={y} stringData={s} type=s immutable=b
    Service0: spec=ServiceSpec0
    ServiceSpec0: allocateLoadBalancerNodePorts=b clusterIP=s clusterIPs=[s] externalIPs=[s] externalName=s \
    externalTrafficPolicy=s healthCheckNodePort=i internalTrafficPolicy=s ipFamilies=[s] ipFamilyPolicy=s \
    loadBalancerClass=s loadBalancerIP=s loadBalancerSourceRanges=[s] ports=[ServicePort0] \
    publishNotReadyAddresses=b selector={s} sessionAffinity=s sessionAffinityConfig=o trafficDistribution=s type=s
    ServicePort0: appProtocol=s name=s nodePort=i port!=i protocol=s targetPort=x
    ServiceMeshControlPlane0: spec=ServiceMeshControlPlaneSpec
    ServiceMeshPeer0: spec=ServiceMeshPeerSpec
    ExportedServiceSet0: spec=ExportedServiceSetSpec
    ImportedServiceSet0: spec=ImportedServiceSetSpec
    ServiceMeshMemberRoll0: spec=ServiceMeshMemberRollSpec
    DestinationRule0: spec=DestinationRuleSpec
    """
}
