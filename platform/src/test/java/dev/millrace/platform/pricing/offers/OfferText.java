package dev.millrace.platform.pricing.offers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes offer files in the shape in which AWS publishes them. */
final class OfferText {

  private final ObjectNode root = JsonNodeFactory.instance.objectNode();
  private final ObjectNode products;
  private final ObjectNode terms;
  private String since = "2026-11-01T00:00:00Z";
  private int last;

  OfferText(String service) {
    root.put("formatVersion", "v1.0")
        .put("offerCode", service)
        .put("version", "20261105120000")
        .put("publicationDate", "2026-11-05T12:00:00Z");
    products = root.putObject("products");
    terms = root.putObject("terms").putObject("OnDemand");
  }

  String json() {
    return root.toString();
  }

  OfferText since(String effectiveDate) {
    since = effectiveDate;
    return this;
  }

  /** A product of AmazonBedrock. */
  OfferText own(String usage, String model, String dollars, String unit) {
    return in("us-east-1", usage, model, dollars, unit);
  }

  OfferText in(String region, String usage, String model, String dollars, String unit) {
    ObjectNode attributes = product(region, dollars, unit, "$" + dollars + " per " + unit);
    attributes.put("servicename", "Amazon Bedrock");
    attributes.put("usagetype", (region.equals("us-east-1") ? "USE1-" : "EUW1-") + usage);
    if (!model.isEmpty()) {
      attributes.put("model", model);
    }
    return this;
  }

  /** A product of AmazonBedrockFoundationModels. */
  OfferText service(String usage, String name, String dollars, String unit) {
    return service(usage, name, product("us-east-1", dollars, unit, ""));
  }

  /** The same in the older unit, Units. */
  OfferText described(String usage, String description) {
    return service(usage, "Claude Haiku 4.5", product("us-east-1", "1.1", "Units", description));
  }

  private OfferText service(String usage, String name, ObjectNode attributes) {
    attributes.put("servicename", name + " (Amazon Bedrock Edition)");
    attributes.put("usagetype", "USE1-MP:USE1_" + usage + "-Units");
    return this;
  }

  private ObjectNode product(String region, String dollars, String unit, String description) {
    String sku = "SKU" + ++last;
    ObjectNode product = products.putObject(sku).put("sku", sku);
    product.put("productFamily", "Amazon Bedrock");
    ObjectNode term = terms.putObject(sku).putObject(sku + ".JRTCKXETXF");
    term.put("sku", sku).put("effectiveDate", since);
    term.putObject("priceDimensions")
        .putObject(sku + ".JRTCKXETXF.6YS6EN2CT7")
        .put("unit", unit)
        .put("beginRange", "0")
        .put("endRange", "Inf")
        .put("description", description)
        .putObject("pricePerUnit")
        .put("USD", dollars);
    return product.putObject("attributes").put("regionCode", region);
  }
}
