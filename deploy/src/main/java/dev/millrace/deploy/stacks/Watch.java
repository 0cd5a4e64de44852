package dev.millrace.deploy.stacks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.deploy.stage.Stage;
import dev.millrace.schemas.metrics.Alarm;
import dev.millrace.schemas.metrics.Dashboard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.cloudwatch.CfnDashboard;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;

/**
 * Who is told of what: the dashboard and the alarms of the metric catalogue, and alarms of what AWS
 * measures of the parts that it runs.
 */
public final class Watch {

  private static final String FLINK = "AWS/KinesisAnalytics";

  /** No figures are good ones. */
  private static final String QUIET = "notBreaching";

  /** In seconds. */
  private static final int MINUTE = 60;

  private final Stage stage;
  private final Stack stack;
  private final Topic told;

  /**
   * What AWS measures of a part, and when it is bad.
   *
   * @param id of the alarm
   * @param title what happens, and what to do first
   * @param threshold at or above which it is bad, for as many minutes
   * @param silence what it means that there are no figures
   */
  private record Sign(
      String id,
      String title,
      String namespace,
      String metric,
      Map<String, String> dimensions,
      String statistic,
      double threshold,
      int minutes,
      String silence) {}

  Watch(App app, Stage stage, Keys keys, Entrance entrance) {
    this.stage = stage;
    this.stack = Stacks.named(app, stage, "watch", "Dashboard and alarms of Millrace");
    this.told =
        Topic.Builder.create(stack, "Told")
            .topicName(stage.prefix() + "-alarms")
            .masterKey(keys.data())
            .enforceSsl(true)
            .build();
    told.addSubscription(new EmailSubscription(stage.money().email()));
    CfnDashboard.Builder.create(stack, "Dashboard")
        .dashboardName(stage.prefix())
        .dashboardBody(text(Dashboard.body(stage.place().region())))
        .build();
    for (Alarm alarm : Alarm.values()) {
      ofCatalogue(alarm);
    }
    signs(entrance).forEach(this::ofAws);
    Lake.buckets(stage).forEach((what, bucket) -> ofAws(errors(what, bucket)));
    disks();
    checkpoints();
  }

  private void ofCatalogue(Alarm alarm) {
    CfnAlarm.Builder.create(stack, alarm.key())
        .alarmName(stage.prefix() + "-" + alarm.key())
        .alarmDescription(alarm.title() + ": " + alarm.runbook())
        .metrics(
            List.of(
                CfnAlarm.MetricDataQueryProperty.builder()
                    .id("all")
                    .expression(alarm.query())
                    .period((int) alarm.period().toSeconds())
                    .returnData(true)
                    .build()))
        .comparisonOperator(alarm.comparison().cloudWatchName())
        .threshold(alarm.threshold())
        .evaluationPeriods(1)
        .treatMissingData(alarm.silence().cloudWatchName())
        .alarmActions(List.of(told.getTopicArn()))
        .okActions(List.of(told.getTopicArn()))
        .build();
  }

  private void ofAws(Sign sign) {
    bad(sign.id(), sign.title(), sign.minutes())
        .namespace(sign.namespace())
        .metricName(sign.metric())
        .dimensions(dimensions(sign.dimensions()))
        .statistic(sign.statistic())
        .period(MINUTE)
        .threshold(sign.threshold())
        .comparisonOperator("GreaterThanOrEqualToThreshold")
        .treatMissingData(sign.silence())
        .build();
  }

  /** MSK tells of disks by broker only: the fullest counts. */
  private void disks() {
    bad("kafka-disk", "Disks of brokers fill up", 15)
        .metrics(
            List.of(
                CfnAlarm.MetricDataQueryProperty.builder()
                    .id("fullest")
                    .expression(
                        "SELECT MAX(KafkaDataLogsDiskUsed)"
                            + " FROM SCHEMA(\"AWS/Kafka\", \"Broker ID\", \"Cluster Name\")"
                            + " WHERE \"Cluster Name\" = '"
                            + stage.prefix()
                            + "'")
                    .period(MINUTE)
                    .returnData(true)
                    .build()))
        .threshold(75)
        .comparisonOperator("GreaterThanOrEqualToThreshold")
        .treatMissingData(QUIET)
        .build();
  }

  /** Flink counts them from the start of the job: what is bad is that there are more. */
  private void checkpoints() {
    bad("inference-checkpoints", "Checkpoints of inference-stream fail", 1)
        .metrics(
            List.of(
                CfnAlarm.MetricDataQueryProperty.builder()
                    .id("failed")
                    .metricStat(
                        CfnAlarm.MetricStatProperty.builder()
                            .metric(
                                CfnAlarm.MetricProperty.builder()
                                    .namespace(FLINK)
                                    .metricName("numberOfFailedCheckpoints")
                                    .dimensions(dimensions(application(FlinkJobs.INFERENCE)))
                                    .build())
                            .period(15 * MINUTE)
                            .stat("Maximum")
                            .build())
                    .returnData(false)
                    .build(),
                CfnAlarm.MetricDataQueryProperty.builder()
                    .id("more")
                    .expression("RATE(failed)")
                    .returnData(true)
                    .build()))
        .threshold(0)
        .comparisonOperator("GreaterThanThreshold")
        .treatMissingData(QUIET)
        .build();
  }

  private CfnAlarm.Builder bad(String id, String title, int periods) {
    return CfnAlarm.Builder.create(stack, id)
        .alarmName(stage.prefix() + "-" + id)
        .alarmDescription(title + ": docs/runbook/aws.md")
        .evaluationPeriods(periods)
        .alarmActions(List.of(told.getTopicArn()))
        .okActions(List.of(told.getTopicArn()));
  }

  private static List<Object> dimensions(Map<String, String> values) {
    List<Object> dimensions = new ArrayList<>();
    new TreeMap<>(values)
        .forEach(
            (name, value) ->
                dimensions.add(
                    CfnAlarm.DimensionProperty.builder().name(name).value(value).build()));
    return dimensions;
  }

  /**
   * Thresholds: a disk that is three quarters full leaves days at the traffic of the estimate; a
   * partition that is offline, or below its copies for five minutes, takes no writes.
   */
  private List<Sign> signs(Entrance entrance) {
    Map<String, String> kafka = Map.of("Cluster Name", stage.prefix());
    Map<String, String> balancer =
        Map.of("LoadBalancer", entrance.balancer().getLoadBalancerFullName());
    return List.of(
        new Sign(
            "kafka-offline",
            "Partitions have no leader",
            "AWS/Kafka",
            "OfflinePartitionsCount",
            kafka,
            "Maximum",
            1,
            1,
            QUIET),
        down("inference-down", "inference-stream stands still", FlinkJobs.INFERENCE),
        down("drift-down", "drift-detector stands still", FlinkJobs.DRIFT),
        new Sign(
            "entrance-errors",
            "Callers are answered with errors",
            "AWS/ApplicationELB",
            "HTTPCode_ELB_5XX_Count",
            balancer,
            "Sum",
            10,
            5,
            QUIET),
        new Sign(
            "entrance-gateways",
            "Gateways are not ready",
            "AWS/ApplicationELB",
            "HTTPCode_Target_5XX_Count",
            balancer,
            "Sum",
            10,
            5,
            QUIET));
  }

  /** In milliseconds: any is bad that stays for five minutes, and so is a job that says nothing. */
  private Sign down(String id, String title, String job) {
    return new Sign(id, title, FLINK, "downtime", application(job), "Maximum", 1, 5, "breaching");
  }

  /** Each object is a batch that is missing where it belongs. */
  private static Sign errors(String what, String bucket) {
    return new Sign(
        what + "-errors",
        "Records did not get into the " + what,
        "AWS/S3",
        "PutRequests",
        Map.of("BucketName", bucket, "FilterId", Lake.ERRORS),
        "Sum",
        1,
        1,
        QUIET);
  }

  private Map<String, String> application(String job) {
    return Map.of("Application", FlinkJobs.name(stage, job));
  }

  private static String text(JsonNode json) {
    return json.toString();
  }
}
