package dev.millrace.deploy.stacks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.deploy.stage.Stage;
import dev.millrace.schemas.metrics.Alarm;
import dev.millrace.schemas.metrics.Dashboard;
import java.util.List;
import java.util.Map;
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

  private final Stage stage;
  private final Stack stack;
  private final Topic told;

  /**
   * What AWS measures of a part, and when it is bad.
   *
   * @param id of the alarm
   * @param title what happens, and what to do first
   * @param threshold at or above which it is bad, for as many minutes
   */
  private record Sign(
      String id,
      String title,
      String namespace,
      String metric,
      Map<String, String> dimensions,
      String statistic,
      double threshold,
      int minutes) {}

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
    CfnAlarm.Builder.create(stack, sign.id())
        .alarmName(stage.prefix() + "-" + sign.id())
        .alarmDescription(sign.title() + ": docs/runbook/aws.md")
        .namespace(sign.namespace())
        .metricName(sign.metric())
        .dimensions(
            sign.dimensions().entrySet().stream()
                .map(
                    one ->
                        CfnAlarm.DimensionProperty.builder()
                            .name(one.getKey())
                            .value(one.getValue())
                            .build())
                .toList())
        .statistic(sign.statistic())
        .period(60)
        .evaluationPeriods(sign.minutes())
        .threshold(sign.threshold())
        .comparisonOperator("GreaterThanOrEqualToThreshold")
        .treatMissingData("notBreaching")
        .alarmActions(List.of(told.getTopicArn()))
        .okActions(List.of(told.getTopicArn()))
        .build();
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
            1),
        new Sign(
            "kafka-disk",
            "Disks of brokers fill up",
            "AWS/Kafka",
            "KafkaDataLogsDiskUsed",
            kafka,
            "Maximum",
            75,
            15),
        flink("inference-down", "inference-stream stands still", FlinkJobs.INFERENCE, "downtime"),
        flink("drift-down", "drift-detector stands still", FlinkJobs.DRIFT, "downtime"),
        flink(
            "inference-checkpoints",
            "Checkpoints of inference-stream fail",
            FlinkJobs.INFERENCE,
            "numberOfFailedCheckpoints"),
        new Sign(
            "entrance-errors",
            "Callers are answered with errors",
            "AWS/ApplicationELB",
            "HTTPCode_ELB_5XX_Count",
            balancer,
            "Sum",
            10,
            5),
        new Sign(
            "entrance-gateways",
            "Gateways are not ready",
            "AWS/ApplicationELB",
            "HTTPCode_Target_5XX_Count",
            balancer,
            "Sum",
            10,
            5));
  }

  /** In milliseconds, or a count: any is bad that stays for five minutes. */
  private Sign flink(String id, String title, String job, String metric) {
    return new Sign(
        id,
        title,
        "AWS/KinesisAnalytics",
        metric,
        Map.of("Application", FlinkJobs.name(stage, job)),
        "Maximum",
        1,
        5);
  }

  private static String text(JsonNode json) {
    return json.toString();
  }
}
