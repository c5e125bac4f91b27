package io.groundwork.state;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The states that Terraform keeps here.
 *
 * @param largest the most that one state may have
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.state", ignoreUnknownFields = false)
record StateSettings(@DefaultValue("256MB") DataSize largest) {

}
