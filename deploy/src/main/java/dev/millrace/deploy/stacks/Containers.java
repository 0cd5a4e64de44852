package dev.millrace.deploy.stacks;

import dev.millrace.deploy.access.Excuses;
import dev.millrace.deploy.stage.Stage;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.applicationautoscaling.AdjustmentType;
import software.amazon.awscdk.services.applicationautoscaling.BasicStepScalingPolicyProps;
import software.amazon.awscdk.services.applicationautoscaling.EnableScalingProps;
import software.amazon.awscdk.services.applicationautoscaling.ScalingInterval;
import software.amazon.awscdk.services.cloudwatch.MetricProps;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ecs.CloudMapNamespaceOptions;
import software.amazon.awscdk.services.ecs.CloudMapOptions;
import software.amazon.awscdk.services.ecs.Cluster;
import software.amazon.awscdk.services.ecs.ContainerInsights;
import software.amazon.awscdk.services.ecs.DeploymentCircuitBreaker;
import software.amazon.awscdk.services.ecs.FargateService;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.ecs.PropagatedTagSource;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.servicediscovery.DnsRecordType;

/**
 * The jobs in containers: the registry, the jobs on Kafka Streams, metrics-publisher, and the task
 * that makes the topics.
 */
public final class Containers {

  /** Of consumer group millrace-ingestion; spelled here because jobs are not known to this app. */
  static final String INGESTION_GROUP = "millrace-ingestion";

  private static final String REGISTRY = "registry";
  private static final int WHOLE = 100;
  private static final int DOUBLE = 200;
  private static final int MUCH = 4;

  private final Stage stage;
  private final Network network;
  private final Stack stack;
  private final Cluster cluster;
  private final Tasks tasks;
  private final Jobs jobs;

  Containers(App app, Stage stage, Network network, Keys keys, Streaming streaming, Models models) {
    this.stage = stage;
    this.network = network;
    this.stack = Stacks.named(app, stage, "jobs", "Jobs of Millrace in containers");
    this.cluster =
        Cluster.Builder.create(stack, "Cluster")
            .clusterName(stage.prefix())
            .vpc(network.vpc())
            .containerInsightsV2(ContainerInsights.ENABLED)
            .defaultCloudMapNamespace(
                CloudMapNamespaceOptions.builder()
                    .name(stage.prefix() + ".internal")
                    .vpc(network.vpc())
                    .build())
            .build();
    Secret personalDataKeys =
        Secret.Builder.create(stack, "PersonalDataKeys")
            .secretName(stage.prefix() + "/personal-data-keys")
            .description(
                "The file of docs/personal-data.md; ingestion does not start without a line")
            .encryptionKey(keys.data())
            .removalPolicy(Stacks.removal(stage))
            .build();
    Excuses.leave(
        personalDataKeys,
        "AwsSolutions-SMG4",
        "Keys of personal data get a line more, and lose none while anything made with them is kept:"
            + " docs/personal-data.md says how they are rotated.");
    this.tasks = new Tasks(stage, keys, streaming, personalDataKeys.getSecretArn());
    this.jobs =
        new Jobs(
            stage,
            streaming,
            "http://" + REGISTRY + "." + stage.prefix() + ".internal:" + Network.REGISTRY_PORT);

    makeTopics(keys);
    one(jobs.registry(), network.registry(), Network.REGISTRY_PORT);
    scaleByLag(several(jobs.ingestion(), stage.workers().ingestion()));
    several(jobs.costs(), stage.workers().costs());
    several(jobs.lifecycle(models), stage.workers().lifecycle());
    one(jobs.publisher(), network.jobs());
    new Erasure(stack, stage, network, cluster)
        .allow(
            tasks.of(
                stack, jobs.erasure(personalDataKeys.getSecretArn(), keys.data().getKeyArn())));
  }

  Cluster cluster() {
    return cluster;
  }

  Tasks tasks() {
    return tasks;
  }

  Jobs jobs() {
    return jobs;
  }

  /** Creates the topics of the catalogue that are missing, whenever the task is another. */
  private void makeTopics(Keys keys) {
    FargateTaskDefinition task = tasks.of(stack, jobs.topics());
    new Call(
        stack,
        "MakeTopics",
        keys.logGroup(stack, "MakeTopicsLog", "deploy/topics"),
        "ecs run_task",
        Map.of(
            "cluster",
            cluster.getClusterArn(),
            "taskDefinition",
            task.getTaskDefinitionArn(),
            "launchType",
            "FARGATE",
            "networkConfiguration",
            Map.of(
                "awsvpcConfiguration",
                Map.of(
                    "subnets",
                    network.insideIds(),
                    "securityGroups",
                    List.of(network.jobs().getSecurityGroupId())))),
        List.of(),
        Tasks.starting(task, cluster));
  }

  /** A job of which there is never a second: the new one starts when the old one has stopped. */
  private void one(Job job, SecurityGroup group, int... ports) {
    FargateService.Builder service =
        service(job, group, ports).desiredCount(1).minHealthyPercent(0).maxHealthyPercent(WHOLE);
    if (ports.length > 0) {
      service.cloudMapOptions(
          CloudMapOptions.builder()
              .name(job.name())
              .dnsRecordType(DnsRecordType.A)
              .dnsTtl(Duration.seconds(10))
              .build());
    }
    service.build();
  }

  private FargateService several(Job job, int instances) {
    return service(job, network.jobs())
        .desiredCount(instances)
        .minHealthyPercent(WHOLE)
        .maxHealthyPercent(DOUBLE)
        .build();
  }

  private FargateService.Builder service(Job job, SecurityGroup group, int... ports) {
    return FargateService.Builder.create(stack, job.name() + "-service")
        .serviceName(job.name())
        .cluster(cluster)
        .taskDefinition(tasks.of(stack, job, ports))
        .assignPublicIp(false)
        .vpcSubnets(Network.inside())
        .securityGroups(List.of(group))
        .circuitBreaker(DeploymentCircuitBreaker.builder().enable(true).rollback(true).build())
        .propagateTags(PropagatedTagSource.SERVICE);
  }

  /**
   * More instances of ingestion while events wait: one more where a whole measure of them waits,
   * two where it is four; one less where hardly any do.
   */
  private void scaleByLag(FargateService ingestion) {
    int lag = stage.workers().ingestionLag();
    ingestion
        .autoScaleTaskCount(
            EnableScalingProps.builder()
                .minCapacity(stage.workers().ingestion())
                .maxCapacity(stage.workers().ingestionMost())
                .build())
        .scaleOnMetric(
            "Lag",
            BasicStepScalingPolicyProps.builder()
                .metric(
                    new software.amazon.awscdk.services.cloudwatch.Metric(
                        MetricProps.builder()
                            .namespace(Metric.NAMESPACE)
                            .metricName(Metric.CONSUMER_LAG.cloudWatchName())
                            .dimensionsMap(
                                Map.of(
                                    Dimension.GROUP.cloudWatchName(),
                                    INGESTION_GROUP,
                                    Dimension.TOPIC.cloudWatchName(),
                                    Topics.RAW_EVENTS.name()))
                            .statistic("Maximum")
                            .period(Duration.minutes(1))
                            .build()))
                .scalingSteps(
                    List.of(
                        ScalingInterval.builder().upper(lag / 10).change(-1).build(),
                        ScalingInterval.builder().lower(lag).change(1).build(),
                        ScalingInterval.builder().lower(lag * MUCH).change(2).build()))
                .adjustmentType(AdjustmentType.CHANGE_IN_CAPACITY)
                // Stores are made anew from Kafka first: sooner, nobody could tell what it helps.
                .cooldown(Duration.minutes(5))
                .build());
  }
}
