package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.math.BigDecimal;

/** The keyword {@code multipleOf}, which the library reckons in doubles: here it is exact. */
final class ExactMultiples extends AbstractKeyword {

  ExactMultiples() {
    super("multipleOf");
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode divisor, Schema parent, SchemaContext context) {
    return new Validator(this, location, divisor, parent, context);
  }

  private static final class Validator extends BaseKeywordValidator {

    private final BigDecimal divisor;

    Validator(
        Keyword keyword,
        SchemaLocation location,
        JsonNode divisor,
        Schema parent,
        SchemaContext context) {
      super(keyword, divisor, location, parent, context);
      this.divisor = divisor.decimalValue();
    }

    @Override
    public void validate(
        ExecutionContext context, JsonNode value, JsonNode root, NodePath location) {
      if (value.isNumber() && value.decimalValue().remainder(divisor).signum() != 0) {
        context.addError(
            error()
                .instanceNode(value)
                .instanceLocation(location)
                .evaluationPath(context.getEvaluationPath())
                .arguments(divisor)
                .build());
      }
    }
  }
}
