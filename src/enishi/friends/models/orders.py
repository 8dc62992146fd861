"""What customers bought, and what other systems told of friends."""

from django.db import models

from enishi.accounts.models import TenantModel


class Product(TenantModel):
    """商品: known by its SKU; made by itself when an order names a new one."""

    sku = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=100, default="", db_default="")
    price = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_product"
        constraints = [models.UniqueConstraint(fields=["org", "sku"], name="friends_product_once")]


class OrderStatus(models.TextChoices):
    PAID = "paid", "支払い済み"
    REFUNDED = "refunded", "返金済み"
    CANCELLED = "cancelled", "取り消し"


class Order(TenantModel):
    """注文: one purchase of a customer, known by its source and the number it has there.

    ``told_friend_id`` is the one friend on whose timeline the order stands; None until the customer is somebody's
    friend. ``told_as`` is the status that was told last. ``total`` is in the currency's smallest unit: yen.
    """

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    customer_id = models.BigIntegerField()
    ordered_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=OrderStatus, default=OrderStatus.PAID)
    status_at = models.DateTimeField()
    currency = models.CharField(max_length=3, default="JPY", db_default="JPY")
    total = models.BigIntegerField()
    item_count = models.IntegerField(default=0, db_default=0)
    received_at = models.DateTimeField()
    told_friend_id = models.BigIntegerField(null=True)
    told_as = models.CharField(max_length=10, default="", db_default="")

    class Meta:
        db_table = "friends_order"
        constraints = [
            models.UniqueConstraint(fields=["org", "source", "external_id"], name="friends_order_once")
        ]
        indexes = [
            models.Index(fields=["org", "-ordered_at", "-id"], name="friends_order_recent"),
            models.Index(fields=["org", "customer_id", "-ordered_at"], name="friends_order_of_customer"),
        ]


class OrderLine(models.Model):
    """注文明細: a product of an order; name and price as they were when it was bought."""

    pk = models.CompositePrimaryKey("org_id", "order_id", "position")
    org_id = models.BigIntegerField()
    order_id = models.BigIntegerField()
    position = models.IntegerField()
    product_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=200)
    quantity = models.IntegerField()
    unit_price = models.BigIntegerField()

    class Meta:
        db_table = "friends_orderline"
        indexes = [
            models.Index(fields=["org_id", "product_id", "order_id"], name="friends_line_of_product"),
        ]


class ExternalEventKey(models.Model):
    """The key of an event that another system told, so that telling it again changes nothing."""

    pk = models.CompositePrimaryKey("org_id", "key")
    org_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "friends_externaleventkey"
        indexes = [models.Index(fields=["received_at"], name="friends_eventkey_old")]
