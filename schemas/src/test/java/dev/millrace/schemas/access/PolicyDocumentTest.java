package dev.millrace.schemas.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.access.PolicyDocument.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyDocumentTest {

  private static final ClusterArn CLUSTER =
      ClusterArn.parse(
          "arn:aws:kafka:ap-southeast-2:123456789012:cluster/millrace-production/0f0e0d0c-1b1a-4918-8716-151413121110-11");

  private static final OwnTopics OWN = OwnTopics.of(List.of("support-tickets", "orders"));

  /** Characters of a managed policy, white space not counted: IAM and STS quotas of AWS. */
  private static final int MOST_CHARACTERS = 6_144;

  @Test
  void saysWhatATenantMay() {
    assertThat(PolicyDocument.ofTenant(OWN, CLUSTER).json().toPrettyString())
        .isEqualTo(
            """
            {
              "Version" : "2012-10-17",
              "Statement" : [ {
                "Sid" : "ConnectWriteDataIdempotently",
                "Effect" : "Allow",
                "Action" : [ "kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently" ],
                "Resource" : [ "arn:aws:kafka:ap-southeast-2:123456789012:cluster/millrace-production/0f0e0d0c-1b1a-4918-8716-151413121110-11" ]
              }, {
                "Sid" : "DescribeTopicWriteData",
                "Effect" : "Allow",
                "Action" : [ "kafka-cluster:DescribeTopic", "kafka-cluster:WriteData" ],
                "Resource" : [ "arn:aws:kafka:ap-southeast-2:123456789012:topic/millrace-production/0f0e0d0c-1b1a-4918-8716-151413121110-11/orders", "arn:aws:kafka:ap-southeast-2:123456789012:topic/millrace-production/0f0e0d0c-1b1a-4918-8716-151413121110-11/support-tickets" ]
              } ]
            }"""
                .replace("\n", System.lineSeparator()));
  }

  @ParameterizedTest
  @EnumSource
  void fitsIntoAManagedPolicy(Role role) {
    assertThat(PolicyDocument.of(role, OWN, CLUSTER).json().toString())
        .hasSizeLessThanOrEqualTo(MOST_CHARACTERS);
  }

  @ParameterizedTest
  @EnumSource
  void namesStatementsAsIamWantsAndReachesNoOtherCluster(Role role) {
    PolicyDocument document = PolicyDocument.of(role, OWN, CLUSTER);

    assertThat(document.statements()).extracting(Statement::id).doesNotHaveDuplicates();
    for (Statement statement : document.statements()) {
      assertThat(statement.id()).matches("[A-Za-z0-9]+");
      assertThat(statement.actions()).allMatch(action -> action.matches("kafka-cluster:[A-Za-z]+"));
      assertThat(statement.resources())
          .allMatch(
              resource ->
                  resource.matches(
                      "arn:aws:kafka:ap-southeast-2:123456789012:[a-z-]+/millrace-production/"
                          + CLUSTER.id()
                          + "(/[A-Za-z0-9._-]+\\*?)?"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "arn:aws:kafka:eu-west-1:123456789012:topic/a/b/c",
        "arn:aws:kafka:eu-west-1:123456789012:cluster/a",
        "arn:aws:kafka:eu-west-1:123456789012:cluster/*/*",
        "arn:aws:kafka::123456789012:cluster/a/b",
        "arn:aws:kafka:eu-west-1:12:cluster/a/b"
      })
  void refusesWhatIsNoCluster(String arn) {
    assertThatThrownBy(() -> ClusterArn.parse(arn)).hasMessageContaining("is no ARN of a cluster");
  }

  @Test
  void takesPlaceholdersOfATemplateButNoWildcards() {
    assertThat(
            new ClusterArn("aws", "${Token[AWS.Region.4]}", "1", "millrace", "${Token[TOKEN.7]}"))
        .hasToString("arn:aws:kafka:${Token[AWS.Region.4]}:1:cluster/millrace/${Token[TOKEN.7]}");
    assertThatThrownBy(() -> new ClusterArn("aws", "eu-west-1", "1", "millrace", "*"))
        .hasMessageContaining("\"*\"");
  }
}
