extension TypeTable {
  /// ServiceMeshControlPlane of API version 2, as defined by OpenShift Service Mesh 2.5.
  static let controlPlane = """
    Backend: cache_flush_interval=i enable_cache=b policy_fail_closed=b
    Client: allow_insecure_connections=b timeout=i
    Grpc: max_conn_timeout=i
    Metrics: port=i report=b
    System: cache_max_size=i cache_refresh_interval=i cache_refresh_retries=i cache_ttl=i
    3scale: backend=Backend client=Client enabled=b grpc=Grpc listen_addr=i log_grpc=b log_json=b log_level=s \
    metrics=Metrics system=System
    Config: env={s} envSecrets={s}
    Capacity: limits={x} requests={x}
    Persistence: accessMode=s capacity=Capacity enabled=b storageClassName=s
    Security: enabled=b passphraseKey=s secretName=s usernameKey=s
    Metadata: annotations={s} labels={s}
    Ingress: contextPath=s enabled=b hosts=[s] metadata=Metadata tls=o
    Service: ingress=Ingress metadata=Metadata nodePort=i
    Install: config=Config persistence=Persistence security=Security selfManaged=b service=Service
    Grafana: address=s enabled=b install=Install
    Ingress2: enabled=b metadata=Metadata
    Elasticsearch: indexCleaner=o nodeCount=i redundancyPolicy=s storage=o
    Memory: maxTraces=i
    Storage: elasticsearch=Elasticsearch memory=Memory type=s
    Install2: ingress=Ingress2 storage=Storage
    Jaeger: install=Install2 name=s
    Dashboard: enableGrafana=b enablePrometheus=b enableTracing=b viewOnly=b
    MatchExpression: key!=s operator!=s values=[s]
    Preference: matchExpressions=[MatchExpression] matchFields=[MatchExpression]
    PreferredDuringSchedulingIgnoredDuringExecution: preference!=Preference weight!=i
    RequiredDuringSchedulingIgnoredDuringExecution: nodeSelectorTerms!=[Preference]
    NodeAffinity: preferredDuringSchedulingIgnoredDuringExecution=[PreferredDuringSchedulingIgnoredDuringExecution] \
    requiredDuringSchedulingIgnoredDuringExecution=RequiredDuringSchedulingIgnoredDuringExecution
    LabelSelector: matchExpressions=[MatchExpression] matchLabels={s}
    PodAffinityTerm: labelSelector=LabelSelector namespaces=[s] topologyKey!=s
    PreferredDuringSchedulingIgnoredDuringExecution2: podAffinityTerm!=PodAffinityTerm weight!=i
    PodAffinity: preferredDuringSchedulingIgnoredDuringExecution=[PreferredDuringSchedulingIgnoredDuringExecution2] \
    requiredDuringSchedulingIgnoredDuringExecution=[PodAffinityTerm]
    Affinity: nodeAffinity=NodeAffinity podAffinity=PodAffinity podAntiAffinity=PodAffinity
    Toleration: effect=s key=s operator=s tolerationSeconds=i value=s
    Deployment: affinity=Affinity nodeSelector={s} resources=Capacity tolerations=[Toleration]
    Install3: dashboard=Dashboard deployment=Deployment service=Service
    Kiali: enabled=b install=Install3 name=s
    Install4: retention=s scrapeInterval=s selfManaged=b service=Service useTLS=b
    Prometheus: address=s enabled=b install=Install4 metricsExpiryDuration=s scrape=b
    AccessLogging: enabled=b logWindowDuration=s
    Auth: apiKey=s appCredentials=b serviceAccountPath=s
    Telemetry: accessLogging=AccessLogging auth=Auth configOverride=o enableContextGraph=b enableLogging=b \
    enableMetrics=b enabled=b
    Tracer: debug=b maxNumberOfAnnotations=i maxNumberOfAttributes=i maxNumberOfMessageEvents=i
    Stackdriver: telemetry=Telemetry tracer=Tracer
    Addons: 3scale=3scale grafana=Grafana jaeger=Jaeger kiali=Kiali prometheus=Prometheus stackdriver=Stackdriver
    ImagePullSecret: name=s
    Container: env={s} imageName=s imagePullPolicy=s imagePullSecrets=[ImagePullSecret] imageRegistry=s imageTag=s \
    resources=Capacity
    AutoScaling: enabled=b maxReplicas=i minReplicas=i targetCPUUtilizationPercentage=i
    RollingUpdate: maxSurge=x maxUnavailable=x
    Strategy: rollingUpdate=RollingUpdate type=s
    Deployment2: autoScaling=AutoScaling replicas=i strategy=Strategy
    PreferredDuringScheduling: key!=s operator!=s topologyKey=s values=[s]
    PodAntiAffinity: preferredDuringScheduling=[PreferredDuringScheduling] \
    preferredDuringSchedulingIgnoredDuringExecution=[PreferredDuringSchedulingIgnoredDuringExecution2] \
    requiredDuringScheduling=[PreferredDuringScheduling] \
    requiredDuringSchedulingIgnoredDuringExecution=[PodAffinityTerm]
    Affinity2: nodeAffinity=NodeAffinity podAffinity=PodAffinity podAntiAffinity=PodAntiAffinity
    Pod: affinity=Affinity2 metadata=Metadata nodeSelector={s} priorityClassName=s tolerations=[Toleration]
    Runtime: container=Container deployment=Deployment2 pod=Pod
    Port: appProtocol=s name=s nodePort=i port!=i protocol=s targetPort=x
    ClientIP: timeoutSeconds=i
    SessionAffinityConfig: clientIP=ClientIP
    Service2: clusterIP=s externalIPs=[s] externalName=s externalTrafficPolicy=s healthCheckNodePort=i ipFamily=s \
    loadBalancerIP=s loadBalancerSourceRanges=[s] metadata=Metadata ports=[Port] publishNotReadyAddresses=b \
    selector={s} sessionAffinity=s sessionAffinityConfig=SessionAffinityConfig topologyKeys=[s] type=s
    Item: key!=s mode=i path!=s
    ConfigMap: defaultMode=i items=[Item] name=s optional=b
    Secret: defaultMode=i items=[Item] optional=b secretName=s
    Volume: configMap=ConfigMap secret=Secret
    VolumeMount: mountPath!=s mountPropagation=s name!=s readOnly=b subPath=s subPathExpr=s
    Volume2: volume=Volume volumeMount=VolumeMount
    IlbGateway: enabled=b namespace=s routerMode=s runtime=Runtime service=Service2 volumes=[Volume2]
    MeshExpansion: enabled=b ilbGateway=IlbGateway
    Endpoint: fromCIDR=s fromRegistry=s
    Gateway: address=s port=i registryServiceName=s service=s
    MeshNetworks: endpoints=[Endpoint] gateways=[Gateway]
    MultiCluster: enabled=b meshNetworks={MeshNetworks}
    Cluster: meshExpansion=MeshExpansion multiCluster=MultiCluster name=s network=s
    AdditionalEgress: enabled=b namespace=s requestedNetworkView=[s] routerMode=s runtime=Runtime service=Service2 \
    volumes=[Volume2]
    RouteConfig: enabled=b
    Sds: enabled=b runtime=Container
    AdditionalIngress: enabled=b namespace=s routeConfig=RouteConfig routerMode=s runtime=Runtime sds=Sds \
    service=Service2 volumes=[Volume2]
    Ingress3: enabled=b ingress=b meshExpansionPorts=[Port] namespace=s routeConfig=RouteConfig routerMode=s \
    runtime=Runtime sds=Sds service=Service2 volumes=[Volume2]
    Gateways: additionalEgress={AdditionalEgress} additionalIngress={AdditionalIngress} egress=AdditionalEgress \
    enabled=b ingress=Ingress3 openshiftRoute=RouteConfig
    Logging: componentLevels={s} logAsJSON=b
    General: logging=Logging validationMessages=b
    IncludeRequestBodyInCheck: allowPartialMessage=b maxRequestBytes=i packAsBytes=b
    EnvoyExtAuthzGrpc: failOpen=b includeRequestBodyInCheck=IncludeRequestBodyInCheck port!=i service!=s \
    statusOnError=s timeout=s
    EnvoyExtAuthzHttp: failOpen=b headersToDownstreamOnAllow=[s] headersToDownstreamOnDeny=[s] \
    headersToUpstreamOnAllow=[s] includeAdditionalHeadersInCheck={s} \
    includeRequestBodyInCheck=IncludeRequestBodyInCheck includeRequestHeadersInCheck=[s] pathPrefix=s port!=i \
    service!=s statusOnError=s timeout=s
    EnvoyOtelAls: logName=s port!=i service!=s
    Opentelemetry: maxTagLength=i port!=i service!=s
    Zipkin: enable64bitTraceId=b maxTagLength=i port!=i service!=s
    ExtensionProvider: envoyExtAuthzGrpc=EnvoyExtAuthzGrpc envoyExtAuthzHttp=EnvoyExtAuthzHttp \
    envoyOtelAls=EnvoyOtelAls name!=s opentelemetry=Opentelemetry prometheus=o zipkin=Zipkin
    MeshConfig: discoverySelectors=[LabelSelector] extensionProviders=[ExtensionProvider]
    Adapters: kubernetesenv=b useAdapterCRDs=b
    Mixer: adapters=Adapters enableChecks=b failOpen=b sessionAffinity=b
    Remote: address=s createService=b enableChecks=b failOpen=b
    Policy: mixer=Mixer remote=Remote type=s
    TcpKeepalive: interval=s probes=i time=s
    TlsSettings: caCertificates=s clientCertificate=s mode=s privateKey=s sni=s subjectAltNames=[s]
    EnvoyService: address=s enabled=b tcpKeepalive=TcpKeepalive tlsSettings=TlsSettings
    File: encoding=s format=s name=s
    AccessLogging2: envoyService=EnvoyService file=File
    Injection: alwaysInjectSelector=[LabelSelector] autoInject=b injectedAnnotations={s} \
    neverInjectSelector=[LabelSelector]
    Logging2: componentLevels={s} level=s
    Dns: refreshRate=s searchSuffixes=[s]
    InitContainer: runtime=Container
    Initialization: initContainer=InitContainer type=s
    AutoDetect: inbound=b outbound=b timeout=s
    Protocol: autoDetect=AutoDetect
    Inbound: excludedPorts=[i] includedPorts=[s] interceptionMode=s
    Outbound: excludedIPRanges=[s] excludedPorts=[i] includedIPRanges=[s] policy=s
    TrafficControl: inbound=Inbound outbound=Outbound
    Networking: clusterDomain=s connectionTimeout=s dns=Dns initialization=Initialization maxConnectionAge=s \
    protocol=Protocol trafficControl=TrafficControl
    Readiness: failureThreshold=i initialDelaySeconds=i periodSeconds=i rewriteApplicationProbes=b statusPort=i
    Runtime2: container=Container readiness=Readiness
    Proxy: accessLogging=AccessLogging2 adminPort=i concurrency=i envoyMetricsService=EnvoyService \
    injection=Injection logging=Logging2 networking=Networking runtime=Runtime2
    Container2: imagePullPolicy=s imagePullSecrets=[ImagePullSecret] imageRegistry=s imageTag=s resources=Capacity
    PodDisruption: enabled=b maxUnavailable=x minAvailable=x
    Deployment3: podDisruption=PodDisruption
    Pod2: nodeSelector={s} priorityClassName=s tolerations=[Toleration]
    Defaults: container=Container2 deployment=Deployment3 pod=Pod2
    Runtime3: components={Runtime} defaults=Defaults
    Certmanager: address=s pilotSecretName=s rootCAConfigMapName=s
    Custom: address=s
    PrivateKey: rootCADir=s
    SelfSigned: checkPeriod=s enableJitter=b gracePeriod=s ttl=s
    Istiod: privateKey=PrivateKey selfSigned=SelfSigned type=s workloadCertTTLDefault=s workloadCertTTLMax=s
    CertificateAuthority: cert-manager=Certmanager custom=Custom istiod=Istiod type=s
    Tls: cipherSuites=[s] ecdhCurves=[s] maxProtocolVersion=s minProtocolVersion=s
    ControlPlane: certProvider=s mtls=b tls=Tls
    DataPlane: automtls=b mtls=b
    ThirdParty: audience=s issuer=s
    Identity: thirdParty=ThirdParty type=s
    Trust: additionalDomains=[s] domain=s
    Security2: certificateAuthority=CertificateAuthority controlPlane=ControlPlane dataPlane=DataPlane \
    identity=Identity jwksResolverCA=s manageNetworkPolicy=b trust=Trust
    Stdio: enabled=b outputAsJSON=b
    Adapters2: kubernetesenv=b stdio=Stdio useAdapterCRDs=b
    Batching: maxEntries=i maxTime=s
    Loadshedding: latencyThreshold=s mode=s
    Mixer2: adapters=Adapters2 batching=Batching loadshedding=Loadshedding sessionAffinity=b
    Remote2: address=s batching=Batching createService=b
    Telemetry2: mixer=Mixer2 remote=Remote2 type=s
    Tracing: sampling=i type=s
    ServiceMeshControlPlaneSpec: addons=Addons cluster=Cluster gateways=Gateways general=General \
    meshConfig=MeshConfig mode=s policy=Policy profiles=[s] proxy=Proxy runtime=Runtime3 security=Security2 \
    techPreview=o telemetry=Telemetry2 tracing=Tracing version=s
    """
}
