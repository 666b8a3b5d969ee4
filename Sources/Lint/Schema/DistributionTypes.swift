extension TypeTable {
  /// What signs and distributes: Bundle and ClusterBundle of trust-manager 0.24, ClusterFederatedTrustDomain and
  /// ClusterSPIFFEID of spire-controller-manager 0.6, IstioCSR of OpenShift's cert-manager operator, Certificate and
  /// Issuer of cert-manager.
  static let distribution = """
    ConfigMap3: includeAllKeys=b key=s name=s selector=LabelSelector
    Source3: configMap=ConfigMap3 inLine=s secret=ConfigMap3 useDefaultCAs=b
    Jks: key!=s password=s
    Pkcs12: key!=s password=s profile=s
    AdditionalFormats: jks=Jks pkcs12=Pkcs12
    Metadata: annotations={s} labels={s}
    ConfigMap4: key!=s metadata=Metadata
    Target: additionalFormats=AdditionalFormats configMap=ConfigMap4 namespaceSelector=LabelSelector \
    secret=ConfigMap4
    BundleSpec: sources!=[Source3] target=Target
    DefaultCAs: provider!=s
    SourceRef: key!=s kind!=s name=s selector=LabelSelector
    Data: format=s key!=s password=s profile=s
    ConfigMap5: data!=[Data] metadata=Metadata
    Target2: configMap=ConfigMap5 namespaceSelector!=LabelSelector secret=ConfigMap5
    ClusterBundleSpec: defaultCAs=DefaultCAs inLineCAs=s sourceRefs=[SourceRef] target=Target2
    BundleEndpointProfile: endpointSPIFFEID=s type!=s
    ClusterFederatedTrustDomainSpec: bundleEndpointProfile!=BundleEndpointProfile bundleEndpointURL!=s className=s \
    trustDomain!=s trustDomainBundle=s
    IssuerRef: group=s kind=s name!=s
    IstioCACertificate: key!=s name!=s namespace=s
    CertManager: issuerRef!=IssuerRef istioCACertificate=IstioCACertificate
    Istio: namespace!=s revisions=[s]
    IstiodTLSConfig: certificateDNSNames=[s] certificateDuration=s certificateRenewBefore=s commonName=s \
    maxCertificateDuration=s privateKeyAlgorithm=s privateKeySize=i trustDomain!=s
    Server3: clusterID=s port=i
    IstioCSRConfig: affinity=Affinity certManager!=CertManager istio!=Istio istioDataPlaneNamespaceSelector=s \
    istiodTLSConfig!=IstiodTLSConfig logFormat=s logLevel=i nodeSelector={s} resources=DefaultResources \
    server=Server3 tolerations=[DefaultToleration]
    IstioCSRSpec: controllerConfig=Logging2 istioCSRConfig!=IstioCSRConfig
    AdditionalOutputFormat: type!=s
    PasswordSecretRef: key=s name!=s
    Jks2: alias=s create!=b password=s passwordSecretRef=PasswordSecretRef
    Pkcs122: create!=b password=s passwordSecretRef=PasswordSecretRef profile=s
    Keystores: jks=Jks2 pkcs12=Pkcs122
    Excluded: dnsDomains=[s] emailAddresses=[s] ipRanges=[s] uriDomains=[s]
    NameConstraints: critical=b excluded=Excluded permitted=Excluded
    OtherName: oid=s utf8Value=s
    PrivateKey: algorithm=s encoding=s rotationPolicy=s size=i
    Subject: countries=[s] localities=[s] organizationalUnits=[s] organizations=[s] postalCodes=[s] provinces=[s] \
    serialNumber=s streetAddresses=[s]
    CertificateSpec: additionalOutputFormats=[AdditionalOutputFormat] commonName=s dnsNames=[s] duration=s \
    emailAddresses=[s] encodeUsagesInRequest=b ipAddresses=[s] isCA=b issuerRef!=IssuerRef keystores=Keystores \
    literalSubject=s nameConstraints=NameConstraints otherNames=[OtherName] privateKey=PrivateKey renewBefore=s \
    renewBeforePercentage=i revisionHistoryLimit=i secretName!=s secretTemplate=Metadata signatureAlgorithm=s \
    subject=Subject uris=[s] usages=[s]
    ExternalAccountBinding: keyAlgorithm=s keyID!=s keySecretRef!=PasswordSecretRef
    AcmeDNS: accountSecretRef!=PasswordSecretRef host!=s
    Akamai: accessTokenSecretRef!=PasswordSecretRef clientSecretSecretRef!=PasswordSecretRef \
    clientTokenSecretRef!=PasswordSecretRef serviceConsumerDomain!=s
    ManagedIdentity: clientID=s resourceID=s tenantID=s
    AzureDNS: clientID=s clientSecretSecretRef=PasswordSecretRef environment=s hostedZoneName=s \
    managedIdentity=ManagedIdentity resourceGroupName!=s subscriptionID!=s tenantID=s zoneType=s
    CloudDNS: hostedZoneName=s project!=s serviceAccountSecretRef=PasswordSecretRef
    Cloudflare: apiKeySecretRef=PasswordSecretRef apiTokenSecretRef=PasswordSecretRef email=s
    Digitalocean: tokenSecretRef!=PasswordSecretRef
    Rfc2136: nameserver!=s protocol=s tsigAlgorithm=s tsigKeyName=s tsigSecretSecretRef=PasswordSecretRef
    ServiceAccountRef: audiences=[s] name!=s
    Kubernetes: serviceAccountRef!=ServiceAccountRef
    Auth: kubernetes!=Kubernetes
    Route53: accessKeyID=s accessKeyIDSecretRef=PasswordSecretRef auth=Auth hostedZoneID=s region=s role=s \
    secretAccessKeySecretRef=PasswordSecretRef
    Webhook: config=o groupName!=s solverName!=s
    Dns01: acmeDNS=AcmeDNS akamai=Akamai azureDNS=AzureDNS cloudDNS=CloudDNS cloudflare=Cloudflare cnameStrategy=s \
    digitalocean=Digitalocean rfc2136=Rfc2136 route53=Route53 webhook=Webhook
    ParentRef: group=s kind=s name!=s namespace=s port=i sectionName=s
    SeLinuxOptions: level=s role=s type=s user=s
    SecurityContext: fsGroup=i fsGroupChangePolicy=s runAsGroup=i runAsNonRoot=b runAsUser=i \
    seLinuxOptions=SeLinuxOptions seccompProfile=SeccompProfile supplementalGroups=[i] sysctls=[HttpHeader]
    Spec2: affinity=Affinity imagePullSecrets=[SecretRef] nodeSelector={s} priorityClassName=s resources=Resources \
    securityContext=SecurityContext serviceAccountName=s tolerations=[DefaultToleration]
    PodTemplate: metadata=Metadata spec=Spec2
    GatewayHTTPRoute: labels={s} parentRefs=[ParentRef] podTemplate=PodTemplate serviceType=s
    IngressTemplate: metadata=Metadata
    Ingress: class=s ingressClassName=s ingressTemplate=IngressTemplate name=s podTemplate=PodTemplate \
    serviceType=s
    Http01: gatewayHTTPRoute=GatewayHTTPRoute ingress=Ingress
    Selector2: dnsNames=[s] dnsZones=[s] matchLabels={s}
    Solver: dns01=Dns01 http01=Http01 selector=Selector2
    Acme: caBundle=y disableAccountKeyGeneration=b email=s enableDurationFeature=b \
    externalAccountBinding=ExternalAccountBinding preferredChain=s privateKeySecretRef!=PasswordSecretRef \
    profile=s server!=s skipTLSVerify=b solvers=[Solver]
    Ca2: crlDistributionPoints=[s] issuingCertificateURLs=[s] ocspServers=[s] secretName!=s
    SelfSigned: crlDistributionPoints=[s]
    AppRole: path!=s roleId!=s secretRef!=PasswordSecretRef
    ClientCertificate: mountPath=s name=s secretName=s
    Kubernetes2: mountPath=s role!=s secretRef=PasswordSecretRef serviceAccountRef=ServiceAccountRef
    Auth2: appRole=AppRole clientCertificate=ClientCertificate kubernetes=Kubernetes2 \
    tokenSecretRef=PasswordSecretRef
    Vault: auth!=Auth2 caBundle=y caBundleSecretRef=PasswordSecretRef clientCertSecretRef=PasswordSecretRef \
    clientKeySecretRef=PasswordSecretRef namespace=s path!=s server!=s serverName=s
    Cloud: apiTokenSecretRef!=PasswordSecretRef url=s
    CredentialsRef: name!=s
    Tpp: caBundle=y caBundleSecretRef=PasswordSecretRef credentialsRef!=CredentialsRef url!=s
    Venafi: cloud=Cloud tpp=Tpp zone!=s
    IssuerSpec: acme=Acme ca=Ca2 selfSigned=SelfSigned vault=Vault venafi=Venafi
    Bundle0: spec!=BundleSpec
    ClusterBundle0: spec=ClusterBundleSpec
    ClusterFederatedTrustDomain0: spec!=ClusterFederatedTrustDomainSpec
    IstioCSR0: spec!=IstioCSRSpec
    Certificate0: spec=CertificateSpec
    Issuer0: spec!=IssuerSpec
    ClusterIssuer0: spec!=IssuerSpec
    ClusterSPIFFEIDSpec: admin=b autoPopulateDNSNames=b className=s dnsNameTemplates=[s] downstream=b fallback=b \
    federatesWith=[s] hint=s jwtTtl=s namespaceSelector=o podSelector=o spiffeIDTemplate!=s ttl=s \
    workloadSelectorTemplates=[s]
    ClusterSPIFFEID0: spec=ClusterSPIFFEIDSpec
    """
}
