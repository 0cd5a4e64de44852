package dev.millrace.deploy.stacks;

import dev.millrace.deploy.stage.Stage;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ecs.DeploymentCircuitBreaker;
import software.amazon.awscdk.services.ecs.FargateService;
import software.amazon.awscdk.services.ecs.PropagatedTagSource;
import software.amazon.awscdk.services.elasticloadbalancingv2.AddApplicationActionProps;
import software.amazon.awscdk.services.elasticloadbalancingv2.AddApplicationTargetsProps;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationProtocol;
import software.amazon.awscdk.services.elasticloadbalancingv2.FixedResponseOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerAction;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerCondition;

/**
 * The operators' way in: the console, behind the load balancer and firewall of all, under a name of
 * its own. Whoever calls it from elsewhere than where operators are is answered by the load
 * balancer.
 */
final class ConsoleEntrance {

  /** The lower comes first. */
  private static final int OPERATORS = 10;

  private static final int EVERYBODY_ELSE = 20;

  private static final int FORBIDDEN = 403;

  private final Stack stack;
  private final Stage stage;
  private final ApplicationListener listener;

  ConsoleEntrance(Stack stack, Stage stage, ApplicationListener listener) {
    this.stack = stack;
    this.stage = stage;
    this.listener = listener;
  }

  void open(Network network, Containers containers) {
    ListenerCondition name = ListenerCondition.hostHeaders(List.of(stage.console().domain()));
    listener.addTargets(
        "Console",
        AddApplicationTargetsProps.builder()
            .priority(OPERATORS)
            .conditions(List.of(name, ListenerCondition.sourceIps(stage.console().from())))
            .port(Network.GATEWAY_PORT)
            .protocol(ApplicationProtocol.HTTP)
            .targets(List.of(service(network, containers)))
            .deregistrationDelay(Duration.seconds(30))
            .healthCheck(Entrance.readiness())
            .build());
    listener.addAction(
        "NotFromThere",
        AddApplicationActionProps.builder()
            .priority(EVERYBODY_ELSE)
            .conditions(List.of(name))
            .action(
                ListenerAction.fixedResponse(
                    FORBIDDEN,
                    FixedResponseOptions.builder()
                        .contentType("text/plain")
                        .messageBody("The console answers where its operators are.")
                        .build()))
            .build());
  }

  /** One: what it shows lies in Kafka, and operators wait for a new one to read it. */
  private FargateService service(Network network, Containers containers) {
    Job job = containers.jobs().console();
    return FargateService.Builder.create(stack, "console-service")
        .serviceName(job.name())
        .cluster(containers.cluster())
        .taskDefinition(containers.tasks().of(stack, job, Network.GATEWAY_PORT))
        .desiredCount(1)
        .minHealthyPercent(100)
        .maxHealthyPercent(200)
        .assignPublicIp(false)
        .vpcSubnets(Network.inside())
        .securityGroups(List.of(network.console()))
        .healthCheckGracePeriod(Duration.minutes(3))
        .circuitBreaker(DeploymentCircuitBreaker.builder().enable(true).rollback(true).build())
        .propagateTags(PropagatedTagSource.SERVICE)
        .build();
  }
}
