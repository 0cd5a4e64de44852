package dev.millrace.deploy.stacks;

import dev.millrace.deploy.access.Excuses;
import dev.millrace.deploy.access.Statements;
import dev.millrace.deploy.access.Wildcard;
import dev.millrace.deploy.stage.Stage;
import dev.millrace.schemas.access.ClusterArn;
import dev.millrace.schemas.access.ResourceKind;
import dev.millrace.schemas.access.ResourceName;
import dev.millrace.schemas.lake.LakeTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.LogStream;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;

/**
 * Firehose, from topics to tables and files: it reads, our function turns records into rows, it
 * writes.
 *
 * <p><i>Source</i>: Amazon Data Firehose developer guide, "Configure source settings for Amazon
 * MSK", "Deliver data to Apache Iceberg Tables".
 */
final class Feeds {

  private static final int LAMBDA_MEGABYTES = 1024;
  private static final int LAMBDA_SECONDS = 120;

  /** A file a quarter of an hour, or of so many megabytes: few small files, nothing very late. */
  private static final int EVERY_SECONDS = 900;

  private static final int EVERY_MEGABYTES = 128;

  /** Lambda takes 6 MB; rows in base64 are larger than records. */
  private static final String BATCH_MEGABYTES = "1";

  private final Stack stack;
  private final Stage stage;
  private final Network network;
  private final Keys keys;
  private final Streaming streaming;
  private final Jobs jobs;
  private final IBucket releases;

  Feeds(Stack stack, Stage stage, Network network, Keys keys, Streaming streaming, Jobs jobs) {
    this.stack = stack;
    this.stage = stage;
    this.network = network;
    this.keys = keys;
    this.streaming = streaming;
    this.jobs = jobs;
    this.releases = Bucket.fromBucketName(stack, "Releases", stage.release().bucket());
  }

  /** Feeds an Iceberg table. */
  void intoTable(LakeTable table, String database, Bucket bucket) {
    Parts parts = parts(table, bucket, keys.data());
    parts
        .role()
        .addToPolicy(
            Statements.allow(
                "Table",
                List.of("glue:GetTable", "glue:GetDatabase", "glue:UpdateTable"),
                List.of(
                    glue("catalog"),
                    glue("database/" + database),
                    glue("table/" + database + "/" + table.name()))));
    CfnDeliveryStream stream =
        source(table, parts)
            .icebergDestinationConfiguration(
                CfnDeliveryStream.IcebergDestinationConfigurationProperty.builder()
                    .roleArn(parts.role().getRoleArn())
                    .catalogConfiguration(
                        CfnDeliveryStream.CatalogConfigurationProperty.builder()
                            .catalogArn(glue("catalog"))
                            .build())
                    .destinationTableConfigurationList(
                        List.of(
                            CfnDeliveryStream.DestinationTableConfigurationProperty.builder()
                                .destinationDatabaseName(database)
                                .destinationTableName(table.name())
                                .build()))
                    .bufferingHints(hints())
                    .processingConfiguration(processing(parts.function()))
                    .s3BackupMode("FailedDataOnly")
                    .cloudWatchLoggingOptions(logging(parts))
                    .s3Configuration(
                        CfnDeliveryStream.S3DestinationConfigurationProperty.builder()
                            .bucketArn(bucket.getBucketArn())
                            .roleArn(parts.role().getRoleArn())
                            .errorOutputPrefix(Lake.ERRORS + "/" + table.name() + "/")
                            .encryptionConfiguration(encryption(keys.data()))
                            .build())
                    .build())
            .build();
    stream.getNode().addDependency(parts.role());
    leaveUnencrypted(stream);
  }

  /** Feeds files of JSON lines, by day. */
  void intoFiles(LakeTable table, Bucket bucket, Key key) {
    Parts parts = parts(table, bucket, key);
    CfnDeliveryStream stream =
        source(table, parts)
            .extendedS3DestinationConfiguration(
                CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty.builder()
                    .bucketArn(bucket.getBucketArn())
                    .roleArn(parts.role().getRoleArn())
                    .prefix(table.topic().name() + "/!{timestamp:yyyy/MM/dd}/")
                    .errorOutputPrefix(Lake.ERRORS + "/!{firehose:error-output-type}/")
                    .compressionFormat("GZIP")
                    .bufferingHints(hints())
                    .encryptionConfiguration(encryption(key))
                    .processingConfiguration(processing(parts.function()))
                    .cloudWatchLoggingOptions(logging(parts))
                    .build())
            .build();
    stream.getNode().addDependency(parts.role());
    leaveUnencrypted(stream);
  }

  private static void leaveUnencrypted(CfnDeliveryStream stream) {
    Excuses.leave(
        stream,
        "AwsSolutions-KDF1",
        "Firehose encrypts what it holds only where it is written to directly; what it reads from"
            + " MSK is encrypted there, and where it is written.");
  }

  /** What a feed is made of besides the stream itself. */
  private record Parts(Role role, Function function, LogGroup log) {}

  private Parts parts(LakeTable table, Bucket bucket, Key key) {
    String name = "lake-" + table.topic().name();
    LogGroup log = keys.logGroup(stack, name + "-log", name);
    LogStream.Builder.create(stack, name + "-stream")
        .logGroup(log)
        .logStreamName("delivery")
        .removalPolicy(Stacks.removal(stage))
        .build();
    Function function = function(name, table, log);
    Role role =
        Role.Builder.create(stack, name + "-role")
            .roleName(stage.prefix() + "-" + name)
            .assumedBy(
                new ServicePrincipal("firehose.amazonaws.com")
                    .withConditions(
                        Map.of(
                            "StringEquals", Map.of("aws:SourceAccount", stage.place().account()))))
            .build();
    read(role, table);
    role.addToPolicy(
        Statements.allow(
            Wildcard.OBJECTS,
            "Written",
            List.of("s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
            List.of(bucket.arnForObjects("*"))));
    role.addToPolicy(
        Statements.allow(
            "Bucket",
            List.of("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"),
            List.of(bucket.getBucketArn())));
    role.addToPolicy(
        Statements.allow(
            "Key", List.of("kms:Decrypt", "kms:GenerateDataKey"), List.of(key.getKeyArn())));
    role.addToPolicy(
        Statements.allow(
            "Function",
            List.of("lambda:InvokeFunction", "lambda:GetFunctionConfiguration"),
            List.of(function.getFunctionArn())));
    role.addToPolicy(
        Statements.allow(
            Wildcard.LOG_STREAMS,
            "Told",
            List.of("logs:PutLogEvents"),
            List.of(log.getLogGroupArn())));
    Excuses.leaveStarsToWildcards(role);
    return new Parts(role, function, log);
  }

  /**
   * Firehose joins a group of its own name, which nobody knows before: it begins with a dash-free
   * id.
   */
  private void read(Role role, LakeTable table) {
    ClusterArn cluster =
        new ClusterArn(
            "aws",
            stage.place().region(),
            stage.place().account(),
            stage.prefix(),
            streaming.uuid());
    role.addToPolicy(
        Statements.allow(
            "Cluster",
            List.of(
                "kafka:GetBootstrapBrokers",
                "kafka:DescribeCluster",
                "kafka:DescribeClusterV2",
                "kafka-cluster:Connect"),
            List.of(cluster.toString())));
    role.addToPolicy(
        Statements.allow(
            "Topic",
            List.of(
                "kafka-cluster:DescribeTopic",
                "kafka-cluster:DescribeTopicDynamicConfiguration",
                "kafka-cluster:ReadData"),
            List.of(
                cluster.of(
                    ResourceKind.TOPIC,
                    Optional.of(new ResourceName.Exact(table.topic().name()))))));
    role.addToPolicy(
        Statements.allow(
            Wildcard.FIREHOSE_GROUPS,
            "Read",
            List.of("kafka-cluster:DescribeGroup"),
            List.of(cluster.toString().replace(":cluster/", ":group/") + "/*")));
  }

  private Function function(String name, LakeTable table, LogGroup log) {
    Role role =
        Role.Builder.create(stack, name + "-function-role")
            .roleName(stage.prefix() + "-" + name + "-rows")
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .build();
    role.addToPolicy(
        Statements.allow(
            Wildcard.LOG_STREAMS,
            "Write",
            List.of("logs:CreateLogStream", "logs:PutLogEvents"),
            List.of(log.getLogGroupArn())));
    role.addToPolicy(
        Statements.allow(
            Wildcard.NETWORK_INTERFACES,
            "Attach",
            List.of(
                "ec2:CreateNetworkInterface",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSubnets",
                "ec2:DeleteNetworkInterface",
                "ec2:AssignPrivateIpAddresses",
                "ec2:UnassignPrivateIpAddresses"),
            List.of("*")));
    Excuses.leaveStarsToWildcards(role);
    Function function =
        Function.Builder.create(stack, name + "-function")
            .functionName(stage.prefix() + "-" + name)
            .runtime(Runtime.JAVA_17)
            .architecture(Architecture.ARM_64)
            .handler("dev.millrace.lake.LakeFunction::transform")
            .code(Code.fromBucket(releases, stage.release().version() + "/lake.jar"))
            .role(role.withoutPolicyUpdates())
            .memorySize(LAMBDA_MEGABYTES)
            .timeout(Duration.seconds(LAMBDA_SECONDS))
            .environment(Map.of("TOPIC", table.topic().name(), "REGISTRY", jobs.registryAddress()))
            .logGroup(log)
            .vpc(network.vpc())
            .vpcSubnets(Network.inside())
            .securityGroups(List.of(network.jobs()))
            .build();
    function.getNode().addDependency(role);
    Excuses.leave(
        function,
        "AwsSolutions-L1",
        "Millrace is built for Java 17, the version that Managed Flink runs; Lambda supports it.");
    return function;
  }

  private CfnDeliveryStream.Builder source(LakeTable table, Parts parts) {
    return CfnDeliveryStream.Builder.create(stack, "lake-" + table.topic().name())
        .deliveryStreamName(stage.prefix() + "-" + table.topic().name())
        .deliveryStreamType("MSKAsSource")
        .mskSourceConfiguration(
            CfnDeliveryStream.MSKSourceConfigurationProperty.builder()
                .mskClusterArn(streaming.arn())
                .topicName(table.topic().name())
                .authenticationConfiguration(
                    CfnDeliveryStream.AuthenticationConfigurationProperty.builder()
                        .connectivity("PRIVATE")
                        .roleArn(parts.role().getRoleArn())
                        .build())
                .build());
  }

  private static CfnDeliveryStream.BufferingHintsProperty hints() {
    return CfnDeliveryStream.BufferingHintsProperty.builder()
        .intervalInSeconds(EVERY_SECONDS)
        .sizeInMBs(EVERY_MEGABYTES)
        .build();
  }

  private static CfnDeliveryStream.ProcessingConfigurationProperty processing(Function function) {
    return CfnDeliveryStream.ProcessingConfigurationProperty.builder()
        .enabled(true)
        .processors(
            List.of(
                CfnDeliveryStream.ProcessorProperty.builder()
                    .type("Lambda")
                    .parameters(
                        List.of(
                            parameter("LambdaArn", function.getFunctionArn()),
                            parameter("BufferSizeInMBs", BATCH_MEGABYTES)))
                    .build()))
        .build();
  }

  private static CfnDeliveryStream.ProcessorParameterProperty parameter(String name, String value) {
    return CfnDeliveryStream.ProcessorParameterProperty.builder()
        .parameterName(name)
        .parameterValue(value)
        .build();
  }

  private static CfnDeliveryStream.CloudWatchLoggingOptionsProperty logging(Parts parts) {
    return CfnDeliveryStream.CloudWatchLoggingOptionsProperty.builder()
        .enabled(true)
        .logGroupName(parts.log().getLogGroupName())
        .logStreamName("delivery")
        .build();
  }

  private static CfnDeliveryStream.EncryptionConfigurationProperty encryption(Key key) {
    return CfnDeliveryStream.EncryptionConfigurationProperty.builder()
        .kmsEncryptionConfig(
            CfnDeliveryStream.KMSEncryptionConfigProperty.builder()
                .awskmsKeyArn(key.getKeyArn())
                .build())
        .build();
  }

  private String glue(String resource) {
    return "arn:aws:glue:"
        + stage.place().region()
        + ":"
        + stage.place().account()
        + ":"
        + resource;
  }
}
