package io.groundwork.storage;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;

/**
 * The settings of the chosen kind of store are complete; those of the other kind are not
 * looked at.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = CompleteStorageValidator.class)
@interface CompleteStorage {

	String message() default "is incomplete";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

}
