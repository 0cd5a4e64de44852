package dev.millrace.deploy.stacks;

import dev.millrace.deploy.stage.Stage;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.applicationautoscaling.EnableScalingProps;
import software.amazon.awscdk.services.ecs.CpuUtilizationScalingProps;
import software.amazon.awscdk.services.ecs.DeploymentCircuitBreaker;
import software.amazon.awscdk.services.ecs.FargateService;
import software.amazon.awscdk.services.ecs.PropagatedTagSource;
import software.amazon.awscdk.services.ecs.RequestCountScalingProps;
import software.amazon.awscdk.services.ecs.ScalableTaskCount;
import software.amazon.awscdk.services.elasticloadbalancingv2.AddApplicationTargetsProps;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationLoadBalancer;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationProtocol;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationTargetGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.BaseApplicationListenerProps;
import software.amazon.awscdk.services.elasticloadbalancingv2.HealthCheck;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerCertificate;
import software.amazon.awscdk.services.elasticloadbalancingv2.SslPolicy;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.wafv2.CfnWebACL;
import software.amazon.awscdk.services.wafv2.CfnWebACLAssociation;

/**
 * The way in: a load balancer that speaks TLS, a firewall before it, and gateways behind it, as
 * many as there are calls.
 */
public final class Entrance {

  /** Below it latency is that of Kafka: see docs/scaling.md. */
  private static final int CPU_PERCENT = 60;

  private static final int CALLS_A_MINUTE = 60_000;

  /** Of one address in five minutes; the gateway has limits for each tenant besides. */
  private static final int CALLS_OF_AN_ADDRESS = 300_000;

  private static final int HTTPS = 443;

  /** What these rules of the managed group find they find in bodies. */
  private static final List<String> RULES_OF_BODIES =
      List.of("JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "ReactJSRCE_BODY");

  private final Stack stack;
  private final ApplicationLoadBalancer balancer;

  Entrance(App app, Stage stage, Network network, Containers containers) {
    this.stack = Stacks.named(app, stage, "entrance", "The way into Millrace");
    Bucket log = new Buckets(stack, stage, "entrance").accessLog();
    this.balancer =
        ApplicationLoadBalancer.Builder.create(stack, "Balancer")
            .loadBalancerName(stage.prefix())
            .vpc(network.vpc())
            .vpcSubnets(Network.outside())
            .internetFacing(true)
            .securityGroup(network.balancer())
            .dropInvalidHeaderFields(true)
            .deletionProtection(!stage.keeping().removable())
            // Streams of server-sent events say something every 15 s.
            .idleTimeout(Duration.seconds(60))
            .build();
    balancer.logAccessLogs(log, "balancer");
    FargateService gateway = gateway(stage, network, containers);
    ApplicationListener listener = listener(stage);
    ApplicationTargetGroup targets = targets(listener, gateway);
    new ConsoleEntrance(stack, stage, listener).open(network, containers);
    scale(stage, gateway, targets);
    guard(stage);
    CfnOutput.Builder.create(stack, "Address")
        .description(
            "What "
                + stage.gateway().domain()
                + " and "
                + stage.console().domain()
                + " have to point to")
        .value(balancer.getLoadBalancerDnsName())
        .build();
  }

  /** As metrics of the load balancer name it. */
  ApplicationLoadBalancer balancer() {
    return balancer;
  }

  private FargateService gateway(Stage stage, Network network, Containers containers) {
    Job job = containers.jobs().gateway();
    return FargateService.Builder.create(stack, "gateway-service")
        .serviceName(job.name())
        .cluster(containers.cluster())
        .taskDefinition(containers.tasks().of(stack, job, Network.GATEWAY_PORT))
        .desiredCount(stage.gateway().least())
        .minHealthyPercent(100)
        .maxHealthyPercent(200)
        .assignPublicIp(false)
        .vpcSubnets(Network.inside())
        .securityGroups(List.of(network.gateway()))
        .healthCheckGracePeriod(Duration.minutes(3))
        .circuitBreaker(DeploymentCircuitBreaker.builder().enable(true).rollback(true).build())
        .propagateTags(PropagatedTagSource.SERVICE)
        .build();
  }

  private ApplicationListener listener(Stage stage) {
    return balancer.addListener(
        "Tls",
        BaseApplicationListenerProps.builder()
            .port(HTTPS)
            .protocol(ApplicationProtocol.HTTPS)
            .certificates(
                Stream.of(stage.gateway().certificate(), stage.console().certificate())
                    .distinct()
                    .map(ListenerCertificate::fromArn)
                    .toList())
            .sslPolicy(SslPolicy.RECOMMENDED_TLS)
            // The network says who may come in.
            .open(false)
            .build());
  }

  private static ApplicationTargetGroup targets(
      ApplicationListener listener, FargateService gateway) {
    return listener.addTargets(
        "Gateways",
        AddApplicationTargetsProps.builder()
            .port(Network.GATEWAY_PORT)
            .protocol(ApplicationProtocol.HTTP)
            .targets(List.of(gateway))
            // A call that waits for its prediction takes so long at most.
            .deregistrationDelay(Duration.seconds(30))
            .healthCheck(readiness())
            .build());
  }

  /** How the load balancer asks gateways, and the console, whether they take calls. */
  static HealthCheck readiness() {
    return HealthCheck.builder()
        .path("/readyz")
        .interval(Duration.seconds(10))
        .timeout(Duration.seconds(5))
        .healthyThresholdCount(2)
        .unhealthyThresholdCount(3)
        .build();
  }

  private static void scale(Stage stage, FargateService gateway, ApplicationTargetGroup targets) {
    ScalableTaskCount count =
        gateway.autoScaleTaskCount(
            EnableScalingProps.builder()
                .minCapacity(stage.gateway().least())
                .maxCapacity(stage.gateway().most())
                .build());
    count.scaleOnCpuUtilization(
        "Cpu",
        CpuUtilizationScalingProps.builder()
            .targetUtilizationPercent(CPU_PERCENT)
            .scaleInCooldown(Duration.minutes(5))
            .scaleOutCooldown(Duration.minutes(1))
            .build());
    count.scaleOnRequestCount(
        "Calls",
        RequestCountScalingProps.builder()
            .requestsPerTarget(CALLS_A_MINUTE)
            .targetGroup(targets)
            .scaleInCooldown(Duration.minutes(5))
            .scaleOutCooldown(Duration.minutes(1))
            .build());
  }

  /**
   * Bodies are events of all kinds, SQL and scripts among them: rules that look into bodies would
   * hold back what the gateway is for. What is known to be bad by address, by head or by number
   * stays out.
   */
  private void guard(Stage stage) {
    CfnWebACL acl =
        CfnWebACL.Builder.create(stack, "Firewall")
            .name(stage.prefix())
            .scope("REGIONAL")
            .defaultAction(
                CfnWebACL.DefaultActionProperty.builder()
                    .allow(CfnWebACL.AllowActionProperty.builder().build())
                    .build())
            .visibilityConfig(seen(stage.prefix()))
            .rules(
                List.of(
                    managed(0, "AWSManagedRulesAmazonIpReputationList", List.of()),
                    managed(1, "AWSManagedRulesKnownBadInputsRuleSet", RULES_OF_BODIES),
                    CfnWebACL.RuleProperty.builder()
                        .name("rate")
                        .priority(2)
                        .statement(
                            CfnWebACL.StatementProperty.builder()
                                .rateBasedStatement(
                                    CfnWebACL.RateBasedStatementProperty.builder()
                                        .limit(CALLS_OF_AN_ADDRESS)
                                        .aggregateKeyType("IP")
                                        .build())
                                .build())
                        .action(
                            CfnWebACL.RuleActionProperty.builder()
                                .block(CfnWebACL.BlockActionProperty.builder().build())
                                .build())
                        .visibilityConfig(seen("rate"))
                        .build()))
            .build();
    CfnWebACLAssociation.Builder.create(stack, "FirewallAtBalancer")
        .resourceArn(balancer.getLoadBalancerArn())
        .webAclArn(acl.getAttrArn())
        .build();
  }

  /**
   * Rules that AWS keeps up.
   *
   * @param counted those that hold nothing back
   */
  private static CfnWebACL.RuleProperty managed(int priority, String name, List<String> counted) {
    return CfnWebACL.RuleProperty.builder()
        .name(name)
        .priority(priority)
        .statement(
            CfnWebACL.StatementProperty.builder()
                .managedRuleGroupStatement(
                    CfnWebACL.ManagedRuleGroupStatementProperty.builder()
                        .vendorName("AWS")
                        .name(name)
                        .ruleActionOverrides(counted.stream().map(Entrance::onlyCount).toList())
                        .build())
                .build())
        .overrideAction(CfnWebACL.OverrideActionProperty.builder().none(Map.of()).build())
        .visibilityConfig(seen(name))
        .build();
  }

  private static CfnWebACL.RuleActionOverrideProperty onlyCount(String rule) {
    return CfnWebACL.RuleActionOverrideProperty.builder()
        .name(rule)
        .actionToUse(
            CfnWebACL.RuleActionProperty.builder()
                .count(CfnWebACL.CountActionProperty.builder().build())
                .build())
        .build();
  }

  private static CfnWebACL.VisibilityConfigProperty seen(String name) {
    return CfnWebACL.VisibilityConfigProperty.builder()
        .cloudWatchMetricsEnabled(true)
        .sampledRequestsEnabled(true)
        .metricName(name)
        .build();
  }
}
