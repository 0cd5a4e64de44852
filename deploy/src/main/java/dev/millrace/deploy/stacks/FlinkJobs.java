package dev.millrace.deploy.stacks;

import dev.millrace.deploy.access.Excuses;
import dev.millrace.deploy.access.KafkaGrants;
import dev.millrace.deploy.access.Statements;
import dev.millrace.deploy.access.Wildcard;
import dev.millrace.deploy.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kinesisanalyticsv2.CfnApplication;
import software.amazon.awscdk.services.kinesisanalyticsv2.CfnApplicationCloudWatchLoggingOption;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.LogStream;

/**
 * The jobs on Flink, on Managed Service for Apache Flink.
 *
 * <p><i>Source</i>: Managed Service for Apache Flink developer guide, "Amazon Managed Service for
 * Apache Flink 2.2" (Java 17), "Configure Managed Service for Apache Flink to access resources in
 * an Amazon VPC", "Use runtime properties".
 */
public final class FlinkJobs {

  static final String RUNTIME = "FLINK-2_2";

  /** As the jobs look for their settings. */
  static final String PROPERTIES = "millrace";

  static final String INFERENCE = "inference-stream";
  static final String DRIFT = "drift-detector";

  /** What a crash may have to be read again, and predictions that may have to be looked up. */
  private static final int CHECKPOINT_MILLIS = 10_000;

  private static final int PAUSE_MILLIS = 5_000;

  private final Stage stage;
  private final Network network;
  private final Keys keys;
  private final KafkaGrants grants;
  private final Stack stack;

  FlinkJobs(
      App app,
      Stage stage,
      Network network,
      Keys keys,
      Streaming streaming,
      Models models,
      Jobs jobs) {
    this.stage = stage;
    this.network = network;
    this.keys = keys;
    this.grants = new KafkaGrants(stage, streaming.uuid());
    this.stack = Stacks.named(app, stage, "flink", "Jobs of Millrace on Flink");
    List<PolicyStatement> asking = new ArrayList<>(models.asking());
    asking.addAll(models.batching());
    application(
        INFERENCE,
        dev.millrace.schemas.access.Role.INFERENCE_STREAM,
        stage.flink().inference(),
        jobs.inference(models),
        asking);
    application(
        DRIFT,
        dev.millrace.schemas.access.Role.DRIFT_DETECTOR,
        stage.flink().drift(),
        jobs.drift(),
        List.of());
  }

  /** As CloudWatch and AWS's commands call the application. */
  static String name(Stage stage, String job) {
    return stage.prefix() + "-" + job;
  }

  private void application(
      String job,
      dev.millrace.schemas.access.Role kafka,
      int parallelism,
      Map<String, String> settings,
      List<PolicyStatement> allowed) {
    LogGroup log = keys.logGroup(stack, job + "-log", job);
    LogStream stream =
        LogStream.Builder.create(stack, job + "-stream")
            .logGroup(log)
            .logStreamName("job")
            .removalPolicy(Stacks.removal(stage))
            .build();
    String jar = stage.release().version() + "/" + job + ".jar";
    Role role = role(job, log, jar);
    grants.of(kafka).forEach(role::addToPolicy);
    allowed.forEach(role::addToPolicy);
    CfnApplication application =
        CfnApplication.Builder.create(stack, job)
            .applicationName(name(stage, job))
            .applicationDescription(job + " of " + stage.prefix())
            .applicationMode("STREAMING")
            .runtimeEnvironment(RUNTIME)
            .serviceExecutionRole(role.getRoleArn())
            .applicationConfiguration(configuration(jar, parallelism, settings))
            .build();
    application.getNode().addDependency(role);
    CfnApplicationCloudWatchLoggingOption logging =
        CfnApplicationCloudWatchLoggingOption.Builder.create(stack, job + "-logging")
            .applicationName(name(stage, job))
            .cloudWatchLoggingOption(
                CfnApplicationCloudWatchLoggingOption.CloudWatchLoggingOptionProperty.builder()
                    .logStreamArn(
                        "arn:aws:logs:"
                            + stage.place().region()
                            + ":"
                            + stage.place().account()
                            + ":log-group:"
                            + log.getLogGroupName()
                            + ":log-stream:job")
                    .build())
            .build();
    logging.getNode().addDependency(application);
    logging.getNode().addDependency(stream);
    start(job, application, logging);
    Excuses.leaveStarsToWildcards(role);
  }

  /** CloudFormation makes applications that stand still. */
  private void start(
      String job, CfnApplication application, CfnApplicationCloudWatchLoggingOption logging) {
    Call call =
        new Call(
            stack,
            "Start-" + job,
            keys.logGroup(stack, "Start-" + job + "-log", "deploy/start-" + job),
            "kinesisanalyticsv2 start_application",
            Map.of("ApplicationName", name(stage, job)),
            List.of(),
            List.of(
                Statements.allow(
                    "Start",
                    List.of("kinesisanalytics:StartApplication"),
                    List.of(
                        "arn:aws:kinesisanalytics:"
                            + stage.place().region()
                            + ":"
                            + stage.place().account()
                            + ":application/"
                            + name(stage, job)))));
    call.resource().getNode().addDependency(application);
    call.resource().getNode().addDependency(logging);
  }

  private CfnApplication.ApplicationConfigurationProperty configuration(
      String jar, int parallelism, Map<String, String> settings) {
    return CfnApplication.ApplicationConfigurationProperty.builder()
        .applicationCodeConfiguration(
            CfnApplication.ApplicationCodeConfigurationProperty.builder()
                .codeContentType("ZIPFILE")
                .codeContent(
                    CfnApplication.CodeContentProperty.builder()
                        .s3ContentLocation(
                            CfnApplication.S3ContentLocationProperty.builder()
                                .bucketArn("arn:aws:s3:::" + stage.release().bucket())
                                .fileKey(jar)
                                .build())
                        .build())
                .build())
        .environmentProperties(
            CfnApplication.EnvironmentPropertiesProperty.builder()
                .propertyGroups(
                    List.of(
                        CfnApplication.PropertyGroupProperty.builder()
                            .propertyGroupId(PROPERTIES)
                            .propertyMap(settings)
                            .build()))
                .build())
        .flinkApplicationConfiguration(flink(parallelism))
        .applicationSnapshotConfiguration(
            CfnApplication.ApplicationSnapshotConfigurationProperty.builder()
                .snapshotsEnabled(true)
                .build())
        .applicationSystemRollbackConfiguration(
            CfnApplication.ApplicationSystemRollbackConfigurationProperty.builder()
                .rollbackEnabled(true)
                .build())
        .vpcConfigurations(
            List.of(
                CfnApplication.VpcConfigurationProperty.builder()
                    .subnetIds(network.insideIds())
                    .securityGroupIds(List.of(network.jobs().getSecurityGroupId()))
                    .build()))
        .build();
  }

  /**
   * Parallelism is planned, not found by the service: it looks at processors, and these jobs wait
   * for models and quotas; and each change of it is a stop with a savepoint.
   */
  private static CfnApplication.FlinkApplicationConfigurationProperty flink(int parallelism) {
    return CfnApplication.FlinkApplicationConfigurationProperty.builder()
        .checkpointConfiguration(
            CfnApplication.CheckpointConfigurationProperty.builder()
                .configurationType("CUSTOM")
                .checkpointingEnabled(true)
                .checkpointInterval(CHECKPOINT_MILLIS)
                .minPauseBetweenCheckpoints(PAUSE_MILLIS)
                .build())
        .monitoringConfiguration(
            CfnApplication.MonitoringConfigurationProperty.builder()
                .configurationType("CUSTOM")
                .logLevel("INFO")
                .metricsLevel("OPERATOR")
                .build())
        .parallelismConfiguration(
            CfnApplication.ParallelismConfigurationProperty.builder()
                .configurationType("CUSTOM")
                .parallelism(parallelism)
                .parallelismPerKpu(1)
                .autoScalingEnabled(false)
                .build())
        .build();
  }

  private Role role(String job, LogGroup log, String jar) {
    Role role =
        Role.Builder.create(stack, job + "-role")
            .roleName(stage.prefix() + "-" + job)
            .assumedBy(
                new ServicePrincipal("kinesisanalytics.amazonaws.com")
                    .withConditions(
                        Map.of(
                            "StringEquals", Map.of("aws:SourceAccount", stage.place().account()))))
            .build();
    role.addToPolicy(
        Statements.allow(
            "Jar",
            List.of("s3:GetObject", "s3:GetObjectVersion"),
            List.of("arn:aws:s3:::" + stage.release().bucket() + "/" + jar)));
    role.addToPolicy(
        Statements.allow(
            Wildcard.LOG_STREAMS,
            "Write",
            List.of("logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"),
            List.of(log.getLogGroupArn())));
    role.addToPolicy(
        Statements.allow(
            Wildcard.NETWORK_INTERFACES,
            "Attach",
            List.of(
                "ec2:DescribeVpcs",
                "ec2:DescribeSubnets",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeDhcpOptions",
                "ec2:DescribeNetworkInterfaces",
                "ec2:CreateNetworkInterface",
                "ec2:CreateNetworkInterfacePermission",
                "ec2:DeleteNetworkInterface"),
            List.of("*")));
    return role;
  }
}
