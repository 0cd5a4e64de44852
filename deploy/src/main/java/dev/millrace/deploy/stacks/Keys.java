package dev.millrace.deploy.stacks;

import dev.millrace.deploy.access.Statements;
import dev.millrace.deploy.stage.Stage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** The keys that everything at rest is encrypted with: of data, of logs, of the audit trail. */
public final class Keys {

  private static final List<String> USE =
      List.of(
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo",
          "kms:GenerateDataKey",
          "kms:GenerateDataKeyWithoutPlaintext",
          "kms:DescribeKey");

  private static final Map<Integer, RetentionDays> DAYS =
      Map.of(
          1, RetentionDays.ONE_DAY,
          3, RetentionDays.THREE_DAYS,
          7, RetentionDays.ONE_WEEK,
          14, RetentionDays.TWO_WEEKS,
          30, RetentionDays.ONE_MONTH,
          60, RetentionDays.TWO_MONTHS,
          90, RetentionDays.THREE_MONTHS,
          180, RetentionDays.SIX_MONTHS,
          365, RetentionDays.ONE_YEAR);

  private final Stage stage;
  private final Key data;
  private final Key logs;
  private final Key audit;

  Keys(App app, Stage stage) {
    this.stage = stage;
    Stack stack = Stacks.named(app, stage, "keys", "Keys of what Millrace keeps");
    this.data = key(stack, "Data", "Topics, objects and secrets of " + stage.prefix());
    this.logs = key(stack, "Logs", "Logs of " + stage.prefix());
    this.audit = key(stack, "Audit", "Audit trail of " + stage.prefix());
    logs.addToResourcePolicy(
        Statements.ownPolicy(
            "Logs",
            new ServicePrincipal("logs." + stage.place().region() + ".amazonaws.com"),
            USE,
            Map.of(
                "ArnLike",
                Map.of(
                    "kms:EncryptionContext:aws:logs:arn",
                    "arn:aws:logs:"
                        + stage.place().region()
                        + ":"
                        + stage.place().account()
                        + ":log-group:*"))));
    data.addToResourcePolicy(
        Statements.ownPolicy(
            "Alarms",
            new ServicePrincipal("cloudwatch.amazonaws.com"),
            List.of("kms:Decrypt", "kms:GenerateDataKey"),
            sameAccount()));
    data.addToResourcePolicy(
        Statements.ownPolicy(
            "Budgets",
            new ServicePrincipal("budgets.amazonaws.com"),
            List.of("kms:Decrypt", "kms:GenerateDataKey"),
            sameAccount()));
  }

  /** Of topics, objects and secrets. */
  public Key data() {
    return data;
  }

  /** Of the audit trail: whoever may read data need not read that. */
  public Key audit() {
    return audit;
  }

  /**
   * An encrypted log group that forgets.
   *
   * @param name its part behind {@code /millrace/STAGE/}
   */
  LogGroup logGroup(Construct scope, String id, String name) {
    return LogGroup.Builder.create(scope, id)
        .logGroupName("/millrace/" + stage.name() + "/" + name)
        .encryptionKey(logs)
        .retention(DAYS.get(stage.keeping().logDays()))
        .removalPolicy(Stacks.removal(stage))
        .build();
  }

  private Map<String, Object> sameAccount() {
    return Map.of("StringEquals", Map.of("aws:SourceAccount", stage.place().account()));
  }

  private Key key(Stack stack, String id, String description) {
    return Key.Builder.create(stack, id)
        .description(description)
        .alias(stage.prefix() + "-" + id.toLowerCase(Locale.ROOT))
        .enableKeyRotation(true)
        .removalPolicy(Stacks.removal(stage))
        .build();
  }
}
