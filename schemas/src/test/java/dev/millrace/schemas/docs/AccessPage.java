package dev.millrace.schemas.docs;

import dev.millrace.schemas.access.Access;
import dev.millrace.schemas.access.Action;
import dev.millrace.schemas.access.Need;
import dev.millrace.schemas.access.OwnTopics;
import dev.millrace.schemas.access.ResourceKind;
import dev.millrace.schemas.access.ResourceName;
import dev.millrace.schemas.access.Role;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes the reference of who may do what at the brokers from the catalogue. */
final class AccessPage {

  private static final String HEAD =
      """
      # Access to Kafka

      Generated from the catalogue (`Access`, `Action` in `schemas`); change that, not this page. How to use it: [security.md](security.md#kafka).

      Each role is one IAM role (or one user of Kafka's own access lists) and has what is in its table, and nothing else. A name that ends in `*` stands for all that begin so;
      the reason says who makes up the rest. `SOURCE` stands for each topic of producers' own that a spec names as its `source`. `./millrace access policy --role ROLE` writes a role's policy.

      Names are those of the default settings. Who sets `inference.group` or `drift.group` has to change the policy as well.

      """;

  private static final String SOURCE = "SOURCE";

  private final StringBuilder page = new StringBuilder(HEAD);

  private AccessPage() {}

  static String render() {
    AccessPage writer = new AccessPage();
    OwnTopics ownTopics = OwnTopics.of(List.of(SOURCE));
    for (Role role : Role.values()) {
      writer.section(role.label(), role.purpose(), Access.of(role, ownTopics));
    }
    writer.section(
        "A tenant",
        "Who writes to topics of its own. It may read nothing, not even its own predictions: every topic of the factory holds the records of all tenants, and Kafka's rights end"
            + " at the topic. Its predictions are at the gateway. It has no right to `raw-events` either, where it could name any tenant; and where the spec of its pipeline takes the"
            + " tenant out of the record, it can do so in its own topic.",
        Access.ofTenant(ownTopics));
    writer.actions();
    return writer.page.toString();
  }

  private void section(String title, String purpose, List<Need> needs) {
    page.append("## ").append(title).append("\n\n").append(purpose).append("\n\n");
    page.append("| on | name | may | why |\n|---|---|---|---|\n");
    for (ResourceKind kind : ResourceKind.values()) {
      needs.stream().filter(need -> need.kind() == kind).forEach(this::row);
    }
    page.append('\n');
  }

  private void row(Need need) {
    page.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %s |\n",
            need.kind().word(),
            need.name().map(ResourceName::pattern).map(name -> "`" + name + "`").orElse(""),
            need.orderedActions().stream()
                .map(action -> "`" + word(action) + "`")
                .collect(Collectors.joining(", ")),
            need.why()));
  }

  private void actions() {
    page.append("## Actions\n\n");
    page.append(
        """
        What IAM knows, which operation of Kafka's access lists each is, and what AWS says has to be allowed with it
        ([source](https://docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html)).

        | action | on | operation | requires |
        |---|---|---|---|
        """);
    for (Action action : Action.values()) {
      page.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %s | %s |\n",
              action.iamName(),
              action.kind().word(),
              action.operation(),
              action.required().stream()
                  .map(required -> "`" + word(required) + "`")
                  .collect(Collectors.joining(", "))));
    }
  }

  private static String word(Action action) {
    return action.iamName().substring(action.iamName().indexOf(':') + 1);
  }
}
