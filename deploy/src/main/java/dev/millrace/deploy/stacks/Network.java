package dev.millrace.deploy.stacks;

import dev.millrace.deploy.access.Excuses;
import dev.millrace.deploy.access.Statements;
import dev.millrace.deploy.access.Wildcard;
import dev.millrace.deploy.stage.Stage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.FlowLogDestination;
import software.amazon.awscdk.services.ec2.FlowLogOptions;
import software.amazon.awscdk.services.ec2.FlowLogTrafficType;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.IpAddresses;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.LogGroup;

/**
 * The network. Jobs and brokers are where no way leads out: there is no NAT, AWS is reached by
 * endpoints, and only the load balancer has a public side.
 */
public final class Network {

  static final int GATEWAY_PORT = 8080;
  static final int REGISTRY_PORT = 8081;

  /** SASL_SSL with IAM, within the network. */
  private static final int KAFKA_PORT = 9098;

  /** The same, for Firehose, through MSK's own way into other networks: 14001 to 14100. */
  private static final int HTTPS = 443;

  private static final int PUBLIC_BITS = 26;
  private static final int PRIVATE_BITS = 22;

  private final Stack stack;
  private final Vpc vpc;
  private final SecurityGroup brokers;
  private final SecurityGroup jobs;
  private final SecurityGroup gateway;
  private final SecurityGroup console;
  private final SecurityGroup registry;
  private final SecurityGroup balancer;

  Network(App app, Stage stage, Keys keys) {
    this.stack = Stacks.named(app, stage, "network", "Network of Millrace");
    this.vpc =
        Vpc.Builder.create(stack, "Vpc")
            .vpcName(stage.prefix())
            .ipAddresses(IpAddresses.cidr(stage.place().cidr()))
            .availabilityZones(zones(stage))
            .natGateways(0)
            .subnetConfiguration(
                List.of(
                    subnets("public", SubnetType.PUBLIC, PUBLIC_BITS),
                    subnets("private", SubnetType.PRIVATE_ISOLATED, PRIVATE_BITS)))
            .build();
    this.balancer = group("Balancer", "The load balancer: the public side");
    this.gateway = group("Gateway", "Gateways, behind the load balancer");
    this.console = group("Console", "The console, behind the load balancer");
    this.jobs = group("Jobs", "Jobs, the function of the lake, and what is run by hand");
    this.registry = group("Registry", "The schema registry");
    this.brokers = group("Brokers", "Kafka");
    SecurityGroup endpoints = group("Endpoints", "Ways to services of AWS");

    balancer.addIngressRule(Peer.anyIpv4(), Port.tcp(HTTPS), "Clients");
    gateway.addIngressRule(balancer, Port.tcp(GATEWAY_PORT), "The load balancer");
    console.addIngressRule(balancer, Port.tcp(GATEWAY_PORT), "The load balancer");
    for (SecurityGroup client : List.of(gateway, console, jobs, registry)) {
      brokers.addIngressRule(client, Port.tcp(KAFKA_PORT), "Clients with IAM");
      endpoints.addIngressRule(client, Port.tcp(HTTPS), "Calls of AWS");
    }
    for (SecurityGroup client : List.of(gateway, console, jobs)) {
      registry.addIngressRule(client, Port.tcp(REGISTRY_PORT), "Readers and writers of schemas");
    }
    endpoints(endpoints);
    flowLog(keys);
    Excuses.leave(
        balancer,
        "AwsSolutions-EC23",
        "The load balancer is where clients come in from everywhere, by TLS and behind a WAF; nothing"
            + " else is open to them.");
  }

  Vpc vpc() {
    return vpc;
  }

  SecurityGroup brokers() {
    return brokers;
  }

  SecurityGroup jobs() {
    return jobs;
  }

  SecurityGroup gateway() {
    return gateway;
  }

  SecurityGroup console() {
    return console;
  }

  SecurityGroup registry() {
    return registry;
  }

  SecurityGroup balancer() {
    return balancer;
  }

  /** Where jobs and brokers are. */
  static SubnetSelection inside() {
    return SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build();
  }

  /** Where the load balancer's public side is. */
  static SubnetSelection outside() {
    return SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build();
  }

  List<String> insideIds() {
    return vpc.selectSubnets(inside()).getSubnetIds();
  }

  private void endpoints(SecurityGroup group) {
    vpc.addGatewayEndpoint(
        "S3", GatewayVpcEndpointOptions.builder().service(GatewayVpcEndpointAwsService.S3).build());
    Map<String, String> services = new LinkedHashMap<>();
    services.put("BedrockRuntime", "bedrock-runtime");
    services.put("Bedrock", "bedrock");
    services.put("SageMaker", "sagemaker.api");
    services.put("CloudWatch", "monitoring");
    services.put("Logs", "logs");
    services.put("Sts", "sts");
    services.put("Secrets", "secretsmanager");
    services.put("Kms", "kms");
    services.put("EcrApi", "ecr.api");
    services.put("EcrImages", "ecr.dkr");
    services.forEach(
        (id, service) ->
            vpc.addInterfaceEndpoint(
                id,
                InterfaceVpcEndpointOptions.builder()
                    .service(new InterfaceVpcEndpointAwsService(service))
                    .subnets(inside())
                    .securityGroups(List.of(group))
                    .privateDnsEnabled(true)
                    .open(false)
                    .build()));
  }

  private void flowLog(Keys keys) {
    LogGroup log = keys.logGroup(stack, "Flows", "network");
    Role role =
        Role.Builder.create(stack, "FlowsRole")
            .assumedBy(new ServicePrincipal("vpc-flow-logs.amazonaws.com"))
            .build();
    role.addToPolicy(
        Statements.allow(
            Wildcard.LOG_STREAMS,
            "Flows",
            List.of("logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"),
            List.of(log.getLogGroupArn())));
    vpc.addFlowLog(
        "FlowLog",
        FlowLogOptions.builder()
            .destination(FlowLogDestination.toCloudWatchLogs(log, role))
            .trafficType(FlowLogTrafficType.REJECT)
            .build());
    Excuses.leaveStarsToWildcards(role);
  }

  private SecurityGroup group(String id, String description) {
    return SecurityGroup.Builder.create(stack, id)
        .vpc(vpc)
        .description(description)
        .allowAllOutbound(true)
        .build();
  }

  private static SubnetConfiguration subnets(String name, SubnetType type, int bits) {
    return SubnetConfiguration.builder()
        .name(name)
        .subnetType(type)
        .cidrMask(bits)
        .mapPublicIpOnLaunch(type == SubnetType.PUBLIC ? false : null)
        .build();
  }

  private static List<String> zones(Stage stage) {
    String region = stage.place().region();
    return List.of(region + "a", region + "b", region + "c").subList(0, stage.place().zones());
  }
}
