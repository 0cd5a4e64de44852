package dev.millrace.deploy.stacks;

import dev.millrace.deploy.access.Excuses;
import dev.millrace.deploy.access.Statements;
import dev.millrace.deploy.access.Wildcard;
import dev.millrace.deploy.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ecs.Cluster;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * How a tenant is erased from outside: by a task that somebody starts, since nobody else reaches
 * the brokers. Who may do so has one policy, and need not see the keys.
 */
final class Erasure {

  /** Services whose tasks were given the keys when they were started. */
  private static final List<String> HOLDERS = List.of("ingestion", "gateway", "console");

  private final Stack stack;
  private final Stage stage;
  private final Network network;
  private final Cluster cluster;

  Erasure(Stack stack, Stage stage, Network network, Cluster cluster) {
    this.stack = stack;
    this.stage = stage;
    this.network = network;
    this.cluster = cluster;
  }

  void allow(FargateTaskDefinition task) {
    ManagedPolicy people =
        ManagedPolicy.Builder.create(stack, "EraseTenants")
            .managedPolicyName(stage.prefix() + "-erase-tenants")
            .description("For people who erase tenants: starts the task, and jobs anew behind it")
            .statements(rights(task))
            .build();
    Excuses.leaveStarsToWildcards(people);
    CfnOutput.Builder.create(stack, "EraseTenant")
        .description("What docs/deploy.md has begin with to erase a tenant")
        .value(
            "aws ecs run-task --launch-type FARGATE --cluster "
                + cluster.getClusterName()
                + " --task-definition "
                + task.getTaskDefinitionArn()
                + " --network-configuration 'awsvpcConfiguration={subnets=["
                + String.join(",", network.insideIds())
                + "],securityGroups=["
                + network.jobs().getSecurityGroupId()
                + "]}'")
        .build();
  }

  private List<PolicyStatement> rights(FargateTaskDefinition task) {
    List<PolicyStatement> rights = new ArrayList<>(Tasks.starting(task, cluster));
    rights.add(
        Statements.allow(
            "StartAnew",
            List.of("ecs:UpdateService"),
            HOLDERS.stream().map(this::service).toList()));
    rights.add(
        Statements.allow(
            Wildcard.LOG_STREAMS, "Hear", List.of("logs:FilterLogEvents"), List.of(log())));
    return rights;
  }

  private String service(String name) {
    return arn("ecs", "service/" + stage.prefix() + "/" + name);
  }

  private String log() {
    return arn("logs", "log-group:/millrace/" + stage.name() + "/erase-tenant:*");
  }

  private String arn(String service, String name) {
    return "arn:aws:"
        + service
        + ":"
        + stage.place().region()
        + ":"
        + stage.place().account()
        + ":"
        + name;
  }
}
