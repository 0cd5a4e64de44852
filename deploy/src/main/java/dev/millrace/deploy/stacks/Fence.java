package dev.millrace.deploy.stacks;

import dev.millrace.deploy.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.budgets.CfnBudget;

/**
 * The outer fence around money: AWS Budgets sees all that is charged under the stage's tag, a day
 * late, and what no job counts as well. Within it, {@code budgets} of the factory hold back calls
 * at once.
 */
public final class Fence {

  private static final int WHOLE = 100;

  Fence(App app, Stage stage) {
    Stack stack = Stacks.named(app, stage, "fence", "Budget of Millrace");
    List<Object> told = new ArrayList<>();
    stage.money().tellAt().forEach(percent -> told.add(at("ACTUAL", percent, stage)));
    told.add(at("FORECASTED", WHOLE, stage));
    CfnBudget.Builder.create(stack, "Budget")
        .budget(
            CfnBudget.BudgetDataProperty.builder()
                .budgetName(stage.prefix())
                .budgetType("COST")
                .timeUnit("MONTHLY")
                .budgetLimit(
                    CfnBudget.SpendProperty.builder()
                        .amount(stage.money().monthly())
                        .unit("USD")
                        .build())
                .costFilters(
                    Map.of("TagKeyValue", List.of("user:" + Stacks.STAGE_TAG + "$" + stage.name())))
                .build())
        .notificationsWithSubscribers(told)
        .build();
  }

  private static CfnBudget.NotificationWithSubscribersProperty at(
      String type, int percent, Stage stage) {
    return CfnBudget.NotificationWithSubscribersProperty.builder()
        .notification(
            CfnBudget.NotificationProperty.builder()
                .notificationType(type)
                .comparisonOperator("GREATER_THAN")
                .threshold(percent)
                .thresholdType("PERCENTAGE")
                .build())
        .subscribers(
            List.of(
                CfnBudget.SubscriberProperty.builder()
                    .subscriptionType("EMAIL")
                    .address(stage.money().email())
                    .build()))
        .build();
  }
}
