extension TypeTable {
  /// Istio and IstioRevision of the Sail operator, as defined by istio-ecosystem/sail-operator 1.31, with the chart's values
  /// and the mesh's configuration in them; IstioOperator of istio/istio.
  static let sail = """
    UpdateStrategy: inactiveRevisionDeletionGracePeriodSeconds=i type=s updateWorkloads=b
    Base: excludedCRDs=[s] validationCABundle=s validationURL=s
    Agentgateway: image=s
    Arch: amd64=i arm64=i ppc64le=i s390x=i
    DefaultPodDisruptionBudget: enabled=b
    Claim: name!=s request=s
    DefaultResources: claims=[Claim] limits={x} requests={x}
    DefaultToleration: effect=s key=s operator=s tolerationSeconds=i value=s
    Istiod: enableAnalysis=b
    Logging: level=s
    Endpoint: fromCidr=s fromRegistry=s
    Gateway: address=s locality=s port=i registryServiceName=s
    MeshNetwork: endpoints=[Endpoint] gateways=[Gateway]
    MultiCluster: clusterName=s enabled=b globalDomainSuffix=s includeEnvoyFilter=b
    Exec: command=[s]
    HttpHeader: name!=s value!=s
    HttpGet: host=s httpHeaders=[HttpHeader] path=s port!=x scheme=s
    Sleep: seconds!=i
    TcpSocket: host=s port!=x
    PostStart: exec=Exec httpGet=HttpGet sleep=Sleep tcpSocket=TcpSocket
    Lifecycle: postStart=PostStart preStop=PostStart stopSignal=s
    SeccompProfile: localhostProfile=s type!=s
    StartupProbe: enabled=b failureThreshold=i
    Proxy: autoInject=s clusterDomain=s componentLogLevel=s enableCoreDump=b excludeIPRanges=s \
    excludeInboundPorts=s excludeOutboundPorts=s holdApplicationUntilProxyStarts=b image=s includeIPRanges=s \
    includeInboundPorts=s includeOutboundPorts=s lifecycle=Lifecycle logLevel=s outlierLogPath=s privileged=b \
    readinessFailureThreshold=i readinessInitialDelaySeconds=i readinessPeriodSeconds=i resources=DefaultResources \
    seccompProfile=SeccompProfile startupProbe=StartupProbe statusPort=i tracer=s
    Proxyinit: image=s resources=DefaultResources
    ReaderServiceAccount: name=s namespace=s
    Token: aud=s
    Sds: token=Token
    Sts: servicePort=i
    Datadog: address=s
    Lightstep: accessToken=s address=s
    Stackdriver: debug=b maxNumberOfAnnotations=i maxNumberOfAttributes=i maxNumberOfMessageEvents=i
    Tracer: datadog=Datadog lightstep=Lightstep stackdriver=Stackdriver zipkin=Datadog
    MatchExpression: key!=s operator!=s values=[s]
    Preference: matchExpressions=[MatchExpression] matchFields=[MatchExpression]
    PreferredDuringSchedulingIgnoredDuringExecution: preference!=Preference weight!=i
    RequiredDuringSchedulingIgnoredDuringExecution: nodeSelectorTerms!=[Preference]
    NodeAffinity: \
    preferredDuringSchedulingIgnoredDuringExecution=[PreferredDuringSchedulingIgnoredDuringExecution] \
    requiredDuringSchedulingIgnoredDuringExecution=RequiredDuringSchedulingIgnoredDuringExecution
    LabelSelector: matchExpressions=[MatchExpression] matchLabels={s}
    PodAffinityTerm: labelSelector=LabelSelector matchLabelKeys=[s] mismatchLabelKeys=[s] \
    namespaceSelector=LabelSelector namespaces=[s] topologyKey!=s
    PreferredDuringSchedulingIgnoredDuringExecution2: podAffinityTerm!=PodAffinityTerm weight!=i
    PodAffinity: \
    preferredDuringSchedulingIgnoredDuringExecution=[PreferredDuringSchedulingIgnoredDuringExecution2] \
    requiredDuringSchedulingIgnoredDuringExecution=[PodAffinityTerm]
    Affinity: nodeAffinity=NodeAffinity podAffinity=PodAffinity podAntiAffinity=PodAffinity
    TopologySpreadConstraint: labelSelector=LabelSelector matchLabelKeys=[s] maxSkew!=i minDomains=i \
    nodeAffinityPolicy=s nodeTaintsPolicy=s topologyKey!=s whenUnsatisfiable!=s
    Waypoint: affinity=Affinity nodeSelector=RequiredDuringSchedulingIgnoredDuringExecution \
    resources=DefaultResources toleration=[DefaultToleration] topologySpreadConstraints=[TopologySpreadConstraint]
    Global: agentgateway=Agentgateway arch=Arch caAddress=s caName=s certSigners=[s] configCluster=b \
    configValidation=b defaultNodeSelector={s} defaultPodDisruptionBudget=DefaultPodDisruptionBudget \
    defaultResources=DefaultResources defaultTolerations=[DefaultToleration] enableReaderRBAC=b externalIstiod=b \
    hub=s imagePullPolicy=s imagePullSecrets=[s] ipFamilies=[s] ipFamilyPolicy=s istioNamespace=s istiod=Istiod \
    jwtPolicy=s logAsJson=b logging=Logging meshID=s meshNetworks={MeshNetwork} mountMtlsCerts=b \
    multiCluster=MultiCluster nativeNftables=b network=s networkPolicy=DefaultPodDisruptionBudget \
    omitSidecarInjectorConfigMap=b operatorManageWebhooks=b pilotCertProvider=s platform=s \
    podDNSSearchNamespaces=[s] priorityClassName=s proxy=Proxy proxy_init=Proxyinit \
    readerServiceAccount=ReaderServiceAccount remotePilotAddress=s resourceScope=s revision=s sds=Sds sts=Sts \
    tag=s tracer=Tracer trustBundleName=s variant=s waypoint=Waypoint
    IstiodRemote: enabled=b enabledLocalInjectorIstiod=b injectionCABundle=s injectionPath=s injectionURL=s
    TlsSettings: caCertificates=s caCrl=s clientCertificate=s credentialName=s insecureSkipVerify=b mode=s \
    privateKey=s sni=s subjectAltNames=[s]
    Ca: address!=s istiodSide=b requestTimeout=s tlsSettings=TlsSettings
    CaCertificate: certSigners=[s] pem=s spiffeBundleUrl=s trustDomains=[s]
    Certificate: dnsNames=[s] secretName=s
    ConfigSource: address=s subscribedResources=[s] tlsSettings=TlsSettings
    ConnectionSettings: clusterPerConnectionBufferLimitBytes=i globalDownstreamConnectionLimit=i \
    http2InitialConnectionWindowSize=i http2InitialStreamWindowSize=i httpDrainTimeout=s \
    httpHeadersWithUnderscoresAction=s httpIdleTimeout=s httpMaxConcurrentStreams=i httpMaxConnectionDuration=s \
    httpMaxStreamDuration=s httpMergeSlashes=b httpPathWithEscapedSlashesAction=s httpRequestHeadersTimeout=s \
    httpRequestTimeout=s httpStreamIdleTimeout=s listenerConnectionLimit=i listenerPerConnectionBufferLimitBytes=i \
    profile=s
    TcpKeepalive: interval=s probes=i time=s
    EnvoyAccessLogService: address=s tcpKeepalive=TcpKeepalive tlsSettings=TlsSettings
    GatewayTopology: forwardClientCertDetails=s numTrustedProxies=i proxyProtocol=o
    Image: imageType=s
    Cryptomb: fallback=b pollDelay=s
    PrivateKeyProvider: cryptomb=Cryptomb qat=Cryptomb
    AttemptCount: disabled=b
    MetadataExchangeHeaders: mode=s
    Server: disabled=b value=s
    SetCurrentClientCertDetails: cert=b chain=b dns=b subject=b uri=b
    ProxyHeaders: attemptCount=AttemptCount envoyDebugHeaders=AttemptCount forwardedClientCert=s \
    metadataExchangeHeaders=MetadataExchangeHeaders preserveHttp1HeaderCase=b requestId=AttemptCount server=Server \
    setCurrentClientCertDetails=SetCurrentClientCertDetails xForwardedHost=DefaultPodDisruptionBudget \
    xForwardedPort=DefaultPodDisruptionBudget
    ProxyStatsMatcher: inclusionPrefixes=[s] inclusionRegexps=[s] inclusionSuffixes=[s]
    Grpc: port!=i service=s
    ReadinessProbe: exec=Exec failureThreshold=i grpc=Grpc httpGet=HttpGet initialDelaySeconds=i periodSeconds=i \
    successThreshold=i tcpSocket=TcpSocket terminationGracePeriodSeconds=i timeoutSeconds=i
    Sds2: enabled=b k8sSaJwtPath=s
    Environment: defaultValue=s name=s
    Literal: value=s
    CustomTag: environment=Environment header=Environment literal=Literal
    OpenCensusAgent: address=s context=[s]
    Tracing: customTags={CustomTag} datadog=Datadog enableIstioTags=b lightstep=Lightstep maxPathTagLength=i \
    openCensusAgent=OpenCensusAgent sampling=n stackdriver=Stackdriver tlsSettings=TlsSettings zipkin=Datadog
    DefaultConfig: availabilityZone=s binaryPath=s caCertificatesPem=[s] concurrency=i configPath=s \
    connectionSettings=ConnectionSettings controlPlaneAuthPolicy=s customConfigFile=s discoveryAddress=s \
    discoveryRefreshDelay=s drainDuration=s envoyAccessLogService=EnvoyAccessLogService \
    envoyMetricsService=EnvoyAccessLogService envoyMetricsServiceAddress=s extraStatTags=[s] fileFlushInterval=s \
    fileFlushMinSizeKb=i gatewayTopology=GatewayTopology holdApplicationUntilProxyStarts=b image=Image \
    interceptionMode=s meshId=s privateKeyProvider=PrivateKeyProvider proxyAdminPort=i \
    proxyBootstrapTemplatePath=s proxyHeaders=ProxyHeaders proxyMetadata={s} proxyStatsMatcher=ProxyStatsMatcher \
    readinessProbe=ReadinessProbe runtimeValues={s} sds=Sds2 serviceCluster=s statNameLength=i statsCompression=b \
    statsdUdpAddress=s statusPort=i terminationDrainDuration=s tracing=Tracing tracingServiceName=s \
    zipkinAddress=s
    DefaultHttpRetryPolicy: attempts=i backoff=s perTryTimeout=s retryIgnorePreviousHosts=b retryOn=s \
    retryRemoteLocalities=b
    DefaultProviders: accessLogging=[s] metrics=[s] tracing=[s]
    Http2KeepAlive: interval=s timeout=s
    Http: h2UpgradePolicy=s http1MaxPendingRequests=i http2KeepAlive=Http2KeepAlive http2MaxRequests=i \
    idleTimeout=s maxConcurrentStreams=i maxRequestsPerConnection=i maxRetries=i useClientProtocol=b
    Tcp: connectTimeout=s idleTimeout=s maxConnectionDuration=s maxConnections=i tcpKeepalive=TcpKeepalive
    ConnectionPool: http=Http tcp=Tcp
    OutlierDetection: baseEjectionTime=s consecutive5xxErrors=i consecutiveErrors=i consecutiveGatewayErrors=i \
    consecutiveLocalOriginFailures=i interval=s maxEjectionPercent=i minHealthPercent=i \
    outlierDetectionHttpErrorCodes=[i] splitExternalLocalOriginErrors=b
    DefaultTrafficPolicy: connectionPool=ConnectionPool outlierDetection=OutlierDetection
    Datadog2: maxTagLength=i port!=i service!=s
    IncludeRequestBodyInCheck: allowPartialMessage=b maxRequestBytes=i packAsBytes=b
    EnvoyExtAuthzGrpc: clearRouteCache=b failOpen=b includeRequestBodyInCheck=IncludeRequestBodyInCheck port!=i \
    service!=s statusOnError=s timeout=s
    EnvoyExtAuthzHttp: clearRouteCache=b failOpen=b headersToDownstreamOnAllow=[s] headersToDownstreamOnDeny=[s] \
    headersToUpstreamOnAllow=[s] includeAdditionalHeadersInCheck={s} includeHeadersInCheck=[s] \
    includeRequestBodyInCheck=IncludeRequestBodyInCheck includeRequestHeadersInCheck=[s] pathPrefix=s port!=i \
    service!=s statusOnError=s timeout=s
    LogFormat: labels={s} text=s
    EnvoyFileAccessLog: logFormat=LogFormat omitEmptyValues=b path=s
    EnvoyHttpAls: additionalRequestHeadersToLog=[s] additionalResponseHeadersToLog=[s] \
    additionalResponseTrailersToLog=[s] filterStateObjectsToLog=[s] logName=s port!=i service!=s
    EnvoyOtelAls: logFormat=LogFormat logName=s port!=i service!=s
    EnvoyTcpAls: filterStateObjectsToLog=[s] logName=s port!=i service!=s
    Lightstep2: accessToken=s maxTagLength=i port!=i service!=s
    Opencensus: context=[s] maxTagLength=i port!=i service!=s
    Header: envName=s name!=s value=s
    Http2: headers=[Header] path!=s timeout=s
    HttpService: http!=Http2 port!=i service!=s
    DynatraceSampler: clusterId!=i httpService=HttpService rootSpansPerMinute=i tenant!=s
    Grpc2: initialMetadata=[Header] timeout=s
    ResourceDetectors: dynatrace=o environment=o
    Opentelemetry: dynatraceSampler=DynatraceSampler grpc=Grpc2 http=Http2 maxTagLength=i port!=i \
    resourceDetectors=ResourceDetectors service!=s serviceAttributeEnrichment=s
    Sds3: name!=s port!=i service!=s
    Skywalking: accessToken=s port!=i service!=s
    Logging2: labels={s}
    Stackdriver2: debug=b logging=Logging2 maxNumberOfAnnotations=i maxNumberOfAttributes=i \
    maxNumberOfMessageEvents=i maxTagLength=i
    Zipkin: enable64bitTraceId=b headers=[Header] maxTagLength=i path=s port!=i service!=s timeout=s \
    traceContextOption=s
    ExtensionProvider: datadog=Datadog2 envoyExtAuthzGrpc=EnvoyExtAuthzGrpc envoyExtAuthzHttp=EnvoyExtAuthzHttp \
    envoyFileAccessLog=EnvoyFileAccessLog envoyHttpAls=EnvoyHttpAls envoyOtelAls=EnvoyOtelAls \
    envoyTcpAls=EnvoyTcpAls lightstep=Lightstep2 name!=s opencensus=Opencensus opentelemetry=Opentelemetry \
    prometheus=o sds=Sds3 skywalking=Skywalking stackdriver=Stackdriver2 zipkin=Zipkin
    Distribute: from=s to={i}
    Failover: from=s to=s
    LocalityLbSetting: distribute=[Distribute] enabled=b failover=[Failover] failoverPriority=[s]
    MeshMTLS: cipherSuites=[s] ecdhCurves=[s] minProtocolVersion=s
    OutboundTrafficPolicy: mode=s tls=TlsSettings
    PathNormalization: normalization=s
    MatchingRule: namespaceSelector=LabelSelector
    Policie: matchingRules=[MatchingRule] visibility=s
    ServiceEntryVisibility: applyToSidecars=b defaultVisibility=s policies=[Policie]
    ServiceScopeConfig: namespaceSelector=LabelSelector scope=s servicesSelector=LabelSelector
    Settings: clusterLocal=b
    ServiceSetting: hosts=[s] settings=Settings
    ZoneAwareLbSetting: enabled=b failover=[Failover] failoverPriority=[s] minClusterSize=i
    MeshConfig: accessLogEncoding=s accessLogFile=s accessLogFormat=s ca=Ca caCertificates=[CaCertificate] \
    certificates=[Certificate] configSources=[ConfigSource] connectTimeout=s defaultConfig=DefaultConfig \
    defaultDestinationRuleExportTo=[s] defaultHttpRetryPolicy=DefaultHttpRetryPolicy \
    defaultInboundHttpRetryPolicy=DefaultHttpRetryPolicy defaultProviders=DefaultProviders \
    defaultServiceExportTo=[s] defaultTrafficPolicy=DefaultTrafficPolicy defaultVirtualServiceExportTo=[s] \
    disableEnvoyListenerLog=b discoverySelectors=[LabelSelector] dnsRefreshRate=s enableAutoMtls=b \
    enableEnvoyAccessLogService=b enablePrometheusMerge=b enableTracing=b extensionProviders=[ExtensionProvider] \
    h2UpgradePolicy=s hboneIdleTimeout=s inboundClusterStatName=s inboundTrafficPolicy=MetadataExchangeHeaders \
    ingressClass=s ingressControllerMode=s ingressSelector=s ingressService=s localityLbSetting=LocalityLbSetting \
    meshMTLS=MeshMTLS outboundClusterStatName=s outboundTrafficPolicy=OutboundTrafficPolicy \
    pathNormalization=PathNormalization protocolDetectionTimeout=s proxyHttpPort=i proxyInboundListenPort=i \
    proxyListenPort=i rootNamespace=s serviceEntryVisibility=ServiceEntryVisibility \
    serviceScopeConfigs=[ServiceScopeConfig] serviceSettings=[ServiceSetting] tcpKeepalive=TcpKeepalive \
    tlsDefaults=MeshMTLS trustDomain=s trustDomainAliases=[s] verifyCertificateAtClient=b \
    zoneAwareLbSetting=ZoneAwareLbSetting
    Policie2: periodSeconds!=i type!=s value!=i
    ScaleDown: policies=[Policie2] selectPolicy=s stabilizationWindowSeconds=i tolerance=x
    AutoscaleBehavior: scaleDown=ScaleDown scaleUp=ScaleDown
    Cni: enabled=b provider=s
    Cpu: targetAverageUtilization=i
    ConfigMapKeyRef: key!=s name=s optional=b
    FieldRef: apiVersion=s fieldPath!=s
    FileKeyRef: key!=s optional=b path!=s volumeName!=s
    ResourceFieldRef: containerName=s divisor=x resource!=s
    ValueFrom: configMapKeyRef=ConfigMapKeyRef fieldRef=FieldRef fileKeyRef=FileKeyRef \
    resourceFieldRef=ResourceFieldRef secretKeyRef=ConfigMapKeyRef
    EnvVarFrom: name!=s value=s valueFrom=ValueFrom
    Taint: enabled=b name=s namespace=s
    VolumeMount: mountPath!=s mountPropagation=s name!=s readOnly=b recursiveReadOnly=s subPath=s subPathExpr=s
    AwsElasticBlockStore: fsType=s partition=i readOnly=b volumeID!=s
    AzureDisk: cachingMode=s diskName!=s diskURI!=s fsType=s kind=s readOnly=b
    AzureFile: readOnly=b secretName!=s shareName!=s
    SecretRef: name=s
    Cephfs: monitors!=[s] path=s readOnly=b secretFile=s secretRef=SecretRef user=s
    Cinder: fsType=s readOnly=b secretRef=SecretRef volumeID!=s
    Item: key!=s mode=i path!=s
    ConfigMap: defaultMode=i items=[Item] name=s optional=b
    Csi: driver!=s fsType=s nodePublishSecretRef=SecretRef readOnly=b volumeAttributes={s}
    Item2: fieldRef=FieldRef mode=i path!=s resourceFieldRef=ResourceFieldRef
    DownwardAPI: defaultMode=i items=[Item2]
    EmptyDir: medium=s sizeLimit=x
    DataSource: apiGroup=s kind!=s name!=s
    DataSourceRef: apiGroup=s kind!=s name!=s namespace=s
    Resources: limits={x} requests={x}
    Spec: accessModes=[s] dataSource=DataSource dataSourceRef=DataSourceRef resources=Resources \
    selector=LabelSelector storageClassName=s volumeAttributesClassName=s volumeMode=s volumeName=s
    VolumeClaimTemplate: metadata=o spec!=Spec
    Ephemeral: volumeClaimTemplate=VolumeClaimTemplate
    Fc: fsType=s lun=i readOnly=b targetWWNs=[s] wwids=[s]
    FlexVolume: driver!=s fsType=s options={s} readOnly=b secretRef=SecretRef
    Flocker: datasetName=s datasetUUID=s
    GcePersistentDisk: fsType=s partition=i pdName!=s readOnly=b
    GitRepo: directory=s repository!=s revision=s
    Glusterfs: endpoints!=s path!=s readOnly=b
    HostPath: path!=s type=s
    Image2: pullPolicy=s reference=s
    Iscsi: chapAuthDiscovery=b chapAuthSession=b fsType=s initiatorName=s iqn!=s iscsiInterface=s lun!=i \
    portals=[s] readOnly=b secretRef=SecretRef targetPortal!=s
    Nfs: path!=s readOnly=b server!=s
    PersistentVolumeClaim: claimName!=s readOnly=b
    PhotonPersistentDisk: fsType=s pdID!=s
    PortworxVolume: fsType=s readOnly=b volumeID!=s
    ClusterTrustBundle: labelSelector=LabelSelector name=s optional=b path!=s signerName=s
    ConfigMap2: items=[Item] name=s optional=b
    DownwardAPI2: items=[Item2]
    PodCertificate: certificateChainPath=s credentialBundlePath=s keyPath=s keyType!=s maxExpirationSeconds=i \
    signerName!=s userAnnotations={s}
    ServiceAccountToken: audience=s expirationSeconds=i path!=s
    Source: clusterTrustBundle=ClusterTrustBundle configMap=ConfigMap2 downwardAPI=DownwardAPI2 \
    podCertificate=PodCertificate secret=ConfigMap2 serviceAccountToken=ServiceAccountToken
    Projected: defaultMode=i sources=[Source]
    Quobyte: group=s readOnly=b registry!=s tenant=s user=s volume!=s
    Rbd: fsType=s image!=s keyring=s monitors!=[s] pool=s readOnly=b secretRef=SecretRef user=s
    ScaleIO: fsType=s gateway!=s protectionDomain=s readOnly=b secretRef!=SecretRef sslEnabled=b storageMode=s \
    storagePool=s system!=s volumeName=s
    Secret: defaultMode=i items=[Item] optional=b secretName=s
    Storageos: fsType=s readOnly=b secretRef=SecretRef volumeName=s volumeNamespace=s
    VsphereVolume: fsType=s storagePolicyID=s storagePolicyName=s volumePath!=s
    Volume: awsElasticBlockStore=AwsElasticBlockStore azureDisk=AzureDisk azureFile=AzureFile cephfs=Cephfs \
    cinder=Cinder configMap=ConfigMap csi=Csi downwardAPI=DownwardAPI emptyDir=EmptyDir ephemeral=Ephemeral fc=Fc \
    flexVolume=FlexVolume flocker=Flocker gcePersistentDisk=GcePersistentDisk gitRepo=GitRepo glusterfs=Glusterfs \
    hostPath=HostPath image=Image2 iscsi=Iscsi name!=s nfs=Nfs persistentVolumeClaim=PersistentVolumeClaim \
    photonPersistentDisk=PhotonPersistentDisk portworxVolume=PortworxVolume projected=Projected quobyte=Quobyte \
    rbd=Rbd scaleIO=ScaleIO secret=Secret storageos=Storageos vsphereVolume=VsphereVolume
    Pilot: affinity=Affinity autoscaleBehavior=AutoscaleBehavior autoscaleEnabled=b autoscaleMax=i autoscaleMin=i \
    cni=Cni configMap=b cpu=Cpu crlConfigMapName=s deploymentLabels={s} enabled=b env={s} envVarFrom=[EnvVarFrom] \
    extraContainerArgs=[s] hub=s image=s ipFamilies=[s] ipFamilyPolicy=s istiodRemote=IstiodRemote \
    jwksResolverExtraRootCA=s keepaliveMaxServerConnectionAge=s memory=Cpu nodeSelector={s} podAnnotations={s} \
    podLabels={s} replicaCount=i resources=DefaultResources rollingMaxSurge=x rollingMaxUnavailable=x \
    seccompProfile=SeccompProfile serviceAccountAnnotations={s} serviceAnnotations={s} tag=s taint=Taint \
    tolerations=[DefaultToleration] topologySpreadConstraints=[TopologySpreadConstraint] traceSampling=n \
    trustedZtunnelNamespace=s variant=s volumeMounts=[VolumeMount] volumes=[Volume]
    SidecarInjectorWebhook: alwaysInjectSelector=[LabelSelector] defaultTemplates=[s] enableNamespacesByDefault=b \
    injectedAnnotations={s} injectionURL=s neverInjectSelector=[LabelSelector] reinvocationPolicy=s \
    rewriteAppHTTPProbe=b templates={s}
    V2: enabled=b prometheus=DefaultPodDisruptionBudget stackdriver=DefaultPodDisruptionBudget
    Telemetry: enabled=b v2=V2
    Values: base=Base compatibilityVersion=s defaultRevision=s experimental=o gatewayClasses=o global=Global \
    istiodRemote=IstiodRemote meshConfig=MeshConfig pilot=Pilot profile=s revision=s \
    sidecarInjectorWebhook=SidecarInjectorWebhook telemetry=Telemetry
    IstioSpec: namespace!=s profile=s updateStrategy=UpdateStrategy values=Values version!=s
    Istio0: spec!=IstioSpec
    IstioRevisionSpec: namespace!=s type=s values=Values version!=s
    IstioRevision0: spec!=IstioRevisionSpec
    IstioOperatorSpec: addonComponents=o compatibilityVersion=s components=o hub=s installPackagePath=s meshConfig=MeshConfig \
    namespace=s profile=s revision=s tag=x unvalidatedValues=o values=Values
    IstioOperator0: spec=IstioOperatorSpec
    """

  /// ServiceEntry, WorkloadEntry, Gateway, AuthorizationPolicy and PeerAuthentication of Istio 1.31.
  static let istioObjects = """
    Endpoint2: address=s labels={s} locality=s network=s ports={i} serviceAccount=s weight=i
    Port: name!=s number!=i protocol=s targetPort=i
    ServiceEntrySpec: addresses=[s] endpoints=[Endpoint2] exportTo=[s] hosts!=[s] location=s ports=[Port] \
    resolution=s subjectAltNames=[s] workloadSelector=Logging2
    Port2: name!=s number!=i protocol!=s targetPort=i
    TlsCertificate: caCertificates=s privateKey=s serverCertificate=s
    Tls: caCertCredentialName=s caCertificates=s caCrl=s cipherSuites=[s] credentialName=s credentialNames=[s] \
    ecdhCurves=[s] httpsRedirect=b insecureSkipVerify=b maxProtocolVersion=s minProtocolVersion=s mode=s \
    privateKey=s serverCertificate=s subjectAltNames=[s] tlsCertificates=[TlsCertificate] \
    verifyCertificateHash=[s] verifyCertificateSpki=[s]
    Server2: bind=s defaultEndpoint=s hosts!=[s] name=s port!=Port2 tls=Tls
    GatewaySpec: selector={s} servers=[Server2]
    Source2: ipBlocks=[s] namespaces=[s] notIpBlocks=[s] notNamespaces=[s] notPrincipals=[s] notRemoteIpBlocks=[s] \
    notRequestPrincipals=[s] notServiceAccounts=[s] notTrustDomains=[s] principals=[s] remoteIpBlocks=[s] \
    requestPrincipals=[s] serviceAccounts=[s] trustDomains=[s]
    From: source=Source2
    Operation: hosts=[s] methods=[s] notHosts=[s] notMethods=[s] notPaths=[s] notPorts=[s] paths=[s] ports=[s]
    To: operation=Operation
    When: key!=s notValues=[s] values=[s]
    Rule: from=[From] to=[To] when=[When]
    Selector: matchLabels={s}
    TargetRef: group=s kind!=s name!=s namespace=s
    AuthorizationPolicySpec: action=s provider=SecretRef rules=[Rule] selector=Selector targetRef=TargetRef \
    targetRefs=[TargetRef]
    ServiceEntry0: spec!=ServiceEntrySpec
    WorkloadEntry0: spec!=Endpoint2
    Gateway0: spec=GatewaySpec
    AuthorizationPolicy0: spec=AuthorizationPolicySpec
    Mtls: mode=s
    PeerAuthenticationSpec: mtls=Mtls portLevelMtls=o selector=Selector
    PeerAuthentication0: spec=PeerAuthenticationSpec
    """
}
