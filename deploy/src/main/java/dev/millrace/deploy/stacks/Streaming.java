package dev.millrace.deploy.stacks;

import dev.millrace.deploy.access.Statements;
import dev.millrace.deploy.stage.Stage;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.msk.CfnCluster;
import software.amazon.awscdk.services.msk.CfnClusterPolicy;
import software.amazon.awscdk.services.msk.CfnConfiguration;

/**
 * Kafka: a provisioned MSK cluster whose clients make themselves known by IAM, and by nothing else.
 */
public final class Streaming {

  /**
   * What the brokers are set to, by the number of copies: as many as there are zones, one of which
   * may be away while writes go on. Topics are made by our own job, never by a client's mistake.
   */
  private static final String PROPERTIES =
      """
      auto.create.topics.enable=false
      default.replication.factor=%1$d
      min.insync.replicas=%2$d
      offsets.topic.replication.factor=%1$d
      transaction.state.log.replication.factor=%1$d
      transaction.state.log.min.isr=%2$d
      unclean.leader.election.enable=false
      group.initial.rebalance.delay.ms=3000
      group.min.session.timeout.ms=6000
      """;

  private final Stack stack;
  private final CfnCluster cluster;
  private final Call brokers;

  Streaming(App app, Stage stage, Network network, Keys keys) {
    this.stack = Stacks.named(app, stage, "streaming", "Kafka of Millrace");
    LogGroup log = keys.logGroup(stack, "BrokerLog", "kafka");
    CfnConfiguration configuration =
        CfnConfiguration.Builder.create(stack, "Configuration")
            .name(stage.prefix())
            .serverProperties(
                PROPERTIES.formatted(stage.place().zones(), stage.place().zones() - 1))
            .build();
    this.cluster =
        CfnCluster.Builder.create(stack, "Cluster")
            .clusterName(stage.prefix())
            .kafkaVersion(stage.brokers().version())
            .numberOfBrokerNodes(stage.place().zones() * stage.brokers().perZone())
            .brokerNodeGroupInfo(nodes(stage, network))
            .clientAuthentication(
                CfnCluster.ClientAuthenticationProperty.builder()
                    .sasl(
                        CfnCluster.SaslProperty.builder()
                            .iam(CfnCluster.IamProperty.builder().enabled(true).build())
                            .build())
                    .unauthenticated(
                        CfnCluster.UnauthenticatedProperty.builder().enabled(false).build())
                    .build())
            .encryptionInfo(
                CfnCluster.EncryptionInfoProperty.builder()
                    .encryptionAtRest(
                        CfnCluster.EncryptionAtRestProperty.builder()
                            .dataVolumeKmsKeyId(keys.data().getKeyArn())
                            .build())
                    .encryptionInTransit(
                        CfnCluster.EncryptionInTransitProperty.builder()
                            .clientBroker("TLS")
                            .inCluster(true)
                            .build())
                    .build())
            .configurationInfo(
                CfnCluster.ConfigurationInfoProperty.builder()
                    .arn(configuration.getAttrArn())
                    .revision(1)
                    .build())
            .enhancedMonitoring("PER_TOPIC_PER_BROKER")
            .loggingInfo(
                CfnCluster.LoggingInfoProperty.builder()
                    .brokerLogs(
                        CfnCluster.BrokerLogsProperty.builder()
                            .cloudWatchLogs(
                                CfnCluster.CloudWatchLogsProperty.builder()
                                    .enabled(true)
                                    .logGroup(log.getLogGroupName())
                                    .build())
                            .build())
                    .build())
            .build();
    cluster.applyRemovalPolicy(Stacks.removal(stage));
    if (stage.brokers().open()) {
      openToFirehose();
    }
    this.brokers =
        new Call(
            stack,
            "Bootstrap",
            keys.logGroup(stack, "BootstrapLog", "deploy/bootstrap"),
            "kafka get_bootstrap_brokers",
            Map.of("ClusterArn", cluster.getAttrArn()),
            List.of("BootstrapBrokerStringSaslIam"),
            List.of(
                Statements.allow(
                    "Brokers",
                    List.of("kafka:GetBootstrapBrokers"),
                    List.of(cluster.getAttrArn()))));
    CfnOutput.Builder.create(stack, "ClusterArn").value(cluster.getAttrArn()).build();
  }

  /** Of the cluster. */
  String arn() {
    return cluster.getAttrArn();
  }

  /** The part of the ARNs of everything in the cluster that MSK makes up. */
  String uuid() {
    return Fn.select(2, Fn.split("/", cluster.getAttrArn()));
  }

  /** Where clients find the brokers: host:port, with commas. */
  String bootstrap() {
    return brokers.output("BootstrapBrokerStringSaslIam");
  }

  private static CfnCluster.BrokerNodeGroupInfoProperty nodes(Stage stage, Network network) {
    CfnCluster.BrokerNodeGroupInfoProperty.Builder nodes =
        CfnCluster.BrokerNodeGroupInfoProperty.builder()
            .instanceType(stage.brokers().machine())
            .clientSubnets(network.insideIds())
            .securityGroups(List.of(network.brokers().getSecurityGroupId()))
            .storageInfo(
                CfnCluster.StorageInfoProperty.builder()
                    .ebsStorageInfo(
                        CfnCluster.EBSStorageInfoProperty.builder()
                            .volumeSize(stage.brokers().gigabytes())
                            .build())
                    .build());
    if (stage.brokers().open()) {
      nodes.connectivityInfo(
          CfnCluster.ConnectivityInfoProperty.builder()
              .vpcConnectivity(
                  CfnCluster.VpcConnectivityProperty.builder()
                      .clientAuthentication(
                          CfnCluster.VpcConnectivityClientAuthenticationProperty.builder()
                              .sasl(
                                  CfnCluster.VpcConnectivitySaslProperty.builder()
                                      .iam(
                                          CfnCluster.VpcConnectivityIamProperty.builder()
                                              .enabled(true)
                                              .build())
                                      .build())
                              .build())
                      .build())
              .build());
    }
    return nodes.build();
  }

  private void openToFirehose() {
    CfnClusterPolicy.Builder.create(stack, "Firehose")
        .clusterArn(cluster.getAttrArn())
        .policy(
            Map.of(
                "Version",
                "2012-10-17",
                "Statement",
                List.of(
                    Map.of(
                        "Sid", "Firehose",
                        "Effect", "Allow",
                        "Principal", Map.of("Service", "firehose.amazonaws.com"),
                        "Action", List.of("kafka:CreateVpcConnection"),
                        "Resource", cluster.getAttrArn()))))
        .build();
  }
}
