package dev.millrace.deploy.stacks;

import dev.millrace.deploy.access.Excuses;
import dev.millrace.deploy.access.KafkaGrants;
import dev.millrace.deploy.access.Statements;
import dev.millrace.deploy.access.Wildcard;
import dev.millrace.deploy.stage.Stage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ecs.AwsLogDriverProps;
import software.amazon.awscdk.services.ecs.Cluster;
import software.amazon.awscdk.services.ecs.ContainerDefinition;
import software.amazon.awscdk.services.ecs.ContainerDefinitionOptions;
import software.amazon.awscdk.services.ecs.ContainerDependency;
import software.amazon.awscdk.services.ecs.ContainerDependencyCondition;
import software.amazon.awscdk.services.ecs.ContainerImage;
import software.amazon.awscdk.services.ecs.CpuArchitecture;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.ecs.LogDriver;
import software.amazon.awscdk.services.ecs.MountPoint;
import software.amazon.awscdk.services.ecs.OperatingSystemFamily;
import software.amazon.awscdk.services.ecs.PortMapping;
import software.amazon.awscdk.services.ecs.RuntimePlatform;
import software.amazon.awscdk.services.ecs.Secret;
import software.amazon.awscdk.services.ecs.Volume;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/**
 * Makes task definitions for Fargate on Graviton: one role for each job, a root file system that
 * nobody can write, no root user, and a stop that may take as long as a job needs.
 */
final class Tasks {

  /** Owner of the writable folders in our images. */
  private static final String USER = "10001:10001";

  /** Longer than a job takes to stop cleanly: 25 s. */
  private static final Duration STOP = Duration.seconds(30);

  private static final String STATE = "state";
  private static final String TMP = "tmp";

  /** A share of the container for the heap; RocksDB, buffers and threads have the rest. */
  private static final String JAVA_OPTIONS =
      "-XX:MaxRAMPercentage=50 -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError -Djava.io.tmpdir=/tmp";

  private final Stage stage;
  private final Keys keys;
  private final KafkaGrants grants;
  private final String personalDataKeys;

  /**
   * Tasks of one stage.
   *
   * @param personalDataKeys ARN of the secret; its own key must not come to know each reader
   */
  Tasks(Stage stage, Keys keys, Streaming streaming, String personalDataKeys) {
    this.stage = stage;
    this.keys = keys;
    this.grants = new KafkaGrants(stage, streaming.uuid());
    this.personalDataKeys = personalDataKeys;
  }

  /** The task of a job. */
  FargateTaskDefinition of(Construct scope, Job job, int... ports) {
    Construct home = new Construct(scope, job.name());
    Annotations.of(home)
        .acknowledgeWarning(
            "@aws-cdk/aws-ecs:ecrImageRequiresPolicy", "The starter has them, by name.");
    LogGroup log = keys.logGroup(home, "Log", job.name());
    Role role = role(home, "Role", job.name());
    grants.of(job.role()).forEach(role::addToPolicy);
    job.allowed().forEach(role::addToPolicy);
    Role starter = starter(home, job, log);
    FargateTaskDefinition task =
        FargateTaskDefinition.Builder.create(home, "Task")
            .family(stage.prefix() + "-" + job.name())
            .cpu(job.size().cpu())
            .memoryLimitMiB(job.size().mebibytes())
            .runtimePlatform(
                RuntimePlatform.builder()
                    .cpuArchitecture(CpuArchitecture.ARM64)
                    .operatingSystemFamily(OperatingSystemFamily.LINUX)
                    .build())
            .taskRole(role.withoutPolicyUpdates())
            .executionRole(starter.withoutPolicyUpdates())
            .volumes(
                List.of(Volume.builder().name(STATE).build(), Volume.builder().name(TMP).build()))
            .build();
    task.getNode().addDependency(role);
    task.getNode().addDependency(starter);
    ContainerDefinition container =
        task.addContainer(
            "job",
            container(job, log, List.of(job.main()))
                .essential(true)
                .environment(environment(job.settings()))
                .build());
    mount(container);
    for (int port : ports) {
      container.addPortMappings(PortMapping.builder().containerPort(port).build());
    }
    if (job.personalData()) {
      writeKeysBefore(task, container, job, log);
    }
    Excuses.leave(
        task,
        "AwsSolutions-ECS2",
        "Settings are no secrets: the one secret there is comes from Secrets Manager, by the other"
            + " container.");
    Excuses.leaveStarsToWildcards(role);
    Excuses.leaveStarsToWildcards(starter);
    return task;
  }

  /**
   * As a process reads it: {@code ingestion.state-folder} is MILLRACE_INGESTION_STATE_FOLDER. In
   * order, because templates list them: those of one process would differ from those of the next.
   */
  static Map<String, String> environment(Map<String, String> settings) {
    return settings.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry ->
                    "MILLRACE_"
                        + entry
                            .getKey()
                            .toUpperCase(Locale.ROOT)
                            .replace('.', '_')
                            .replace('-', '_'),
                Map.Entry::getValue,
                (one, other) -> {
                  throw new IllegalArgumentException("two settings are one variable");
                },
                TreeMap::new));
  }

  /** What lets somebody start one task in one cluster, with the roles that it has. */
  static List<PolicyStatement> starting(FargateTaskDefinition task, Cluster cluster) {
    return List.of(
        Statements.allow(
            "Run",
            List.of("ecs:RunTask"),
            List.of(task.getTaskDefinitionArn()),
            Map.of("ArnEquals", Map.of("ecs:cluster", cluster.getClusterArn()))),
        Statements.allow(
            "Pass",
            List.of("iam:PassRole"),
            List.of(task.getTaskRole().getRoleArn(), task.getExecutionRole().getRoleArn()),
            Map.of("StringEquals", Map.of("iam:PassedToService", "ecs-tasks.amazonaws.com"))));
  }

  /** The job reads its keys from a file: another container of the task writes it, and ends. */
  private void writeKeysBefore(
      FargateTaskDefinition task, ContainerDefinition container, Job job, LogGroup log) {
    ContainerDefinition writer =
        task.addContainer(
            "keys",
            container(
                    job,
                    log,
                    List.of("dev.millrace.platform.settings.SecretFileMain", Jobs.KEYS_FILE))
                .essential(false)
                .secrets(Map.of("SECRET", Secret.fromSecretsManager(secret(task))))
                .build());
    mount(writer);
    container.addContainerDependencies(
        ContainerDependency.builder()
            .container(writer)
            .condition(ContainerDependencyCondition.SUCCESS)
            .build());
  }

  private ISecret secret(Construct scope) {
    return software.amazon.awscdk.services.secretsmanager.Secret.fromSecretCompleteArn(
        scope, "PersonalDataKeys", personalDataKeys);
  }

  private ContainerDefinitionOptions.Builder container(
      Job job, LogGroup log, List<String> command) {
    return ContainerDefinitionOptions.builder()
        .image(ContainerImage.fromRegistry(image(job)))
        .command(command)
        .user(USER)
        .readonlyRootFilesystem(true)
        .stopTimeout(STOP)
        .logging(
            LogDriver.awsLogs(
                AwsLogDriverProps.builder().logGroup(log).streamPrefix(job.name()).build()));
  }

  private static void mount(ContainerDefinition container) {
    container.addEnvironment("JAVA_TOOL_OPTIONS", JAVA_OPTIONS);
    container.addMountPoints(
        MountPoint.builder().sourceVolume(STATE).containerPath(Jobs.STATE).readOnly(false).build(),
        MountPoint.builder().sourceVolume(TMP).containerPath("/tmp").readOnly(false).build());
  }

  /** What ECS itself needs to start a task: its image, its log, its secret. */
  private Role starter(Construct home, Job job, LogGroup log) {
    Role starter = role(home, "Starter", job.name() + "-start");
    Statements.fetchImages(stage, "millrace/" + job.image()).forEach(starter::addToPolicy);
    starter.addToPolicy(
        Statements.allow(
            Wildcard.LOG_STREAMS,
            "Write",
            List.of("logs:CreateLogStream", "logs:PutLogEvents"),
            List.of(log.getLogGroupArn())));
    if (job.personalData()) {
      starter.addToPolicy(
          Statements.allow(
              "Secret", List.of("secretsmanager:GetSecretValue"), List.of(personalDataKeys)));
      starter.addToPolicy(
          Statements.allow("Key", List.of("kms:Decrypt"), List.of(keys.data().getKeyArn())));
    }
    return starter;
  }

  private Role role(Construct home, String id, String name) {
    return Role.Builder.create(home, id)
        .roleName(stage.prefix() + "-" + name)
        .assumedBy(
            new ServicePrincipal("ecs-tasks.amazonaws.com")
                .withConditions(
                    Map.of("StringEquals", Map.of("aws:SourceAccount", stage.place().account()))))
        .build();
  }

  private String image(Job job) {
    return stage.place().account()
        + ".dkr.ecr."
        + stage.place().region()
        + ".amazonaws.com/millrace/"
        + job.image()
        + ":"
        + stage.release().version();
  }
}
